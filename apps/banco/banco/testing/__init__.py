"""What an app's tests need: test cases that leave no trace, and the runner."""

"""Lives of money, made up at random: documents entered, submitted, cancelled, amended, and every so often a crash in
the middle. After each step the sums are those that a few lines of arithmetic keep beside them; at the end of a life
everything that must hold of money holds.

A short run is among the app's tests (test_machines.py); `make long-tests` makes 10,000 lives of 50 steps.
"""

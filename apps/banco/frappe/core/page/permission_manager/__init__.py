"""The role permissions manager."""

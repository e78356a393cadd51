"""The grade sheets of learning platforms: how each is written, and reading one."""

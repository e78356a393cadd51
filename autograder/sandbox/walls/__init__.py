"""What a stranger's code may not do: limits, system calls, files, what it can see."""

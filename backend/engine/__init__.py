"""The child process: the only place that imports torch. Started by name, imported by nobody."""

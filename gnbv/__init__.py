"""Front desk of the warehouse: settings, command line and the jobs that join the rooms."""

"""What the Makefile, the containers and continuous integration call."""

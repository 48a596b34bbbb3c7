"""Documents of the six phases, in the form in which the workbench exports them."""

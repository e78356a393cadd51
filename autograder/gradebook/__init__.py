"""The gradebook: results are kept here, with everything that they depend on."""

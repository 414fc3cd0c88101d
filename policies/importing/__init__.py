"""The register of exports (出境台账) that a firm keeps in a spreadsheet, as the `transfers` of a policy."""

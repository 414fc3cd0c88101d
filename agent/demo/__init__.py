"""The demonstration: an invented firm's working day on the wire, and the policy it is judged by."""

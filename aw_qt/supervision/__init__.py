"""The machine under the Manager: states, policy, children, discovery, probe, freshness. No Qt here."""

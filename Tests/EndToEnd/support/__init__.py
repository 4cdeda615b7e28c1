"""What the end-to-end tests share: processes, backends, clients, certificates."""

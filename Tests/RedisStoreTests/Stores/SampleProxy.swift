import ProxyModel

/// A proxy for a host, as a record.
func sampleProxy(_ host: String, created: Int64 = 1_700_000_000_000) throws -> ConfigurationRecord {
    .proxy(
        ProxyTarget(
            hostname: try HostPattern(host), target: try UpstreamURL("http://127.0.0.1:8000"), createdAt: created))
}

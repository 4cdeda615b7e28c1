/// A named upstream that routes may refer to.
package struct ExternalService: Sendable, Equatable {
    /// Lower-case, `[a-z0-9_-]`, 1 to 63 bytes.
    package var name: String
    /// Address of the service.
    package var target: UpstreamURL
    /// For people.
    package var summary = ""
    /// Whether routes may send requests there.
    package var routingEnabled = true
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a service.
    package init(name: String, target: UpstreamURL, createdAt: Int64) {
        self.name = name
        self.target = target
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

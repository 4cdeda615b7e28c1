internal import ProxyModel

/// A container's place on a network.
package struct ContainerEndpoint: Sendable, Equatable {
    /// The network's name.
    package let network: String
    /// Its IPv4 address; nil while it does not run.
    package let address: String?
    /// Its IPv6 address.
    package let address6: String?
    /// The names that others know it by there.
    package let aliases: [String]

    init(_ network: String, _ document: JSONValue) {
        self.network = network
        address = document.wording("IPAddress")
        address6 = document.wording("GlobalIPv6Address")
        aliases = document.texts("Aliases")
    }

    static func all(in document: JSONValue?) -> [ContainerEndpoint] {
        (document?["Networks"]?.objectValue?.members ?? []).map { ContainerEndpoint($0.name, $0.value) }
    }
}

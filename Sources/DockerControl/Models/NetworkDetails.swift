internal import ProxyModel

/// What an engine tells of one network.
package struct NetworkDetails: Sendable, Equatable {
    /// The identifier.
    package let id: EngineName
    /// The name.
    package let name: EngineName
    /// Such as `bridge`.
    package let driver: String
    /// Whether it has no way out.
    package let isInternal: Bool
    /// Its labels.
    package let labels: [String: String]
    /// Its blocks of addresses, such as `172.18.0.0/16`.
    package let subnets: [String]
    /// The identifiers of the containers in it; empty in lists.
    package let members: [EngineName]

    init?(_ document: JSONValue) {
        guard let id = EngineName(document.text("Id")), let name = EngineName(document.text("Name")) else { return nil }
        self.id = id
        self.name = name
        driver = document.text("Driver")
        isInternal = document.flag("Internal")
        labels = document.dictionary("Labels")
        subnets = document["IPAM"]?.list("Config").compactMap { $0.wording("Subnet") } ?? []
        members = (document["Containers"]?.objectValue?.members ?? []).compactMap { EngineName($0.name) }
    }
}

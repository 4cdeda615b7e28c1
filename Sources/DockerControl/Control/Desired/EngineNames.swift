internal import ProxyModel

/// The names that containers, networks, volumes and images of one installation have at engines.
///
/// Two different things never get the same name: what the owner is called ends at the first dot, and texts that engines do
/// not take as they are become another text of their own.
package struct EngineNames: Sendable {
    /// What the names of containers, networks and volumes begin with.
    static let prefix = "proxyd-"
    /// The network of services that name none.
    package static let defaultNetwork = "default"

    /// Whose names these are.
    package let installation: InstallationID

    /// Makes the names of an installation.
    package init(installation: InstallationID) { self.installation = installation }

    /// The container of one generation of a service.
    ///
    /// The first half of the installation is enough to keep two of them at one engine apart, and people read these names.
    package func container(_ service: String, generation: Int64) -> EngineName {
        EngineName(safe: "\(Self.prefix)\(installation.description.prefix(8))-\(Self.plain(service))-\(generation)")
    }

    /// A network of an owner; nil is admin.
    package func network(_ name: String, owner: String?) -> EngineName { owned(name, owner: owner) }

    /// A volume of an owner; nil is admin.
    package func volume(_ name: String, owner: String?) -> EngineName { owned(name, owner: owner) }

    /// The image that is built for one generation of a service.
    ///
    /// Its registry is `localhost`, so that nobody asks a public one for it; nil for what is no name of a service.
    package func image(_ service: String, generation: Int64) -> ImageReference? {
        ImageReference("localhost/proxyd-\(installation):s-\(service)-\(generation)")
    }

    private func owned(_ name: String, owner: String?) -> EngineName {
        EngineName(safe: "\(Self.prefix)\(installation)-\(owner.map(Self.plain) ?? "admin").\(Self.plain(name))")
    }

    /// The text itself when it has lower-case letters, digits, `_` and `-` alone; else its bytes behind a capital letter,
    /// which no such text begins with.
    private static func plain(_ text: String) -> String {
        let isPlain =
            (1...64).contains(text.utf8.count) && text != "admin"
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2D
            }
        return isPlain ? text : "X" + Base64URL.encode(text.utf8.prefix(64))
    }
}

extension EngineName {
    /// A text whose first character is a letter; what engines do not take becomes `_`, and what is too long is cut.
    fileprivate init(safe text: String) {
        let bytes = text.utf8.prefix(255).map { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F || byte == 0x2E || byte == 0x2D ? byte : 0x5F
        }
        self.init(checked: String(decoding: bytes, as: UTF8.self))
    }
}

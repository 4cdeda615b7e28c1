internal import Glibc
internal import ProxyModel

/// A file in the form of Docker's `config.json`, of which `auths` counts alone: no helper is ever run.
package struct RegistryCredentialsFile: Sendable {
    private static let byteLimit = 1 << 20
    /// The names that Docker Hub's credentials stand under.
    private static let hub: Set<String> = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    private let path: String
    private let note: @Sendable (EngineNotice) -> Void

    /// Names the file; it is read whenever credentials are asked for, so that it can be replaced.
    ///
    /// `note` gets for the log what owners of services need not know: where the file is.
    package init(path: String, note: @escaping @Sendable (EngineNotice) -> Void = { _ in }) {
        self.path = path
        self.note = note
    }

    /// What to show to a registry; nil when the file has nothing for it.
    ///
    /// Throws `EngineFailure`, without the path and anything of what is in the file.
    package func credentials(for registry: String) throws(EngineFailure) -> RegistryCredentials? {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: contents())
        } catch let failure as BuildContextFailure {
            note(EngineNotice(.warning, "the file of DOCKER_REGISTRY_AUTH cannot be read: \(failure)"))
            throw EngineFailure(.accessDenied, "the file of DOCKER_REGISTRY_AUTH cannot be read: \(failure.reason)")
        } catch {
            throw EngineFailure(.accessDenied, "DOCKER_REGISTRY_AUTH: the file is no JSON")
        }
        let entry = document["auths"]?.objectValue?.members.first { Self.registry($0.name) == Self.registry(registry) }
        guard let entry = entry?.value else { return nil }
        guard let (user, password) = Self.account(entry) else {
            throw EngineFailure(
                .accessDenied, "DOCKER_REGISTRY_AUTH: the entry of \(registry) has no name and password")
        }
        return RegistryCredentials(user: user, password: SecretValue(password), registry: registry)
    }

    private func contents() throws(BuildContextFailure) -> [UInt8] {
        let file = try FileDescriptor(unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path)
        return try file.rest(upTo: Self.byteLimit, path)
    }

    /// Host and port of a name such as `https://index.docker.io/v1/`.
    private static func registry(_ name: String) -> String {
        var host = name[...]
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) { host = host.dropFirst(scheme.count) }
        let text = host.prefix { $0 != "/" }.lowercased()
        return hub.contains(text) ? "docker.io" : text
    }

    private static func account(_ entry: JSONValue) -> (user: String, password: String)? {
        if let user = entry.wording("username"), let password = entry.wording("password") { return (user, password) }
        // The alphabet of RFC 4648 §4, while the decoder takes that of §5.
        let text = entry.text("auth").utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        guard let bytes = Base64URL.decode(String(decoding: text, as: UTF8.self)) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}

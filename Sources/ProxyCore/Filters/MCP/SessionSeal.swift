internal import ProxyModel
internal import Reactor

/// Binds identifiers of sessions to who opened them and to the upstream that holds them, without remembering anything.
///
/// A sealed identifier is base64url of a format, the upstream's mark, a tag and the upstream's own identifier; the tag is
/// HMAC-SHA256 of all of them, the subject, the client and the host. Every node that has the key can open it, also after a
/// restart. In the second format the revision that the session negotiated stands before the identifier, behind its length.
final class SessionSeal {
    /// Who a session belongs to.
    struct Owner {
        var subject = ""
        var client = ""
        var host: String
    }

    private static let plain: UInt8 = 1
    private static let withVersion: UInt8 = 2
    private static let markCount = 8
    private static let tagCount = 16
    /// What stands before the identifier: the format, the mark and the tag.
    static let headCount = 1 + markCount + tagCount

    private let key: [UInt8]
    private let authenticator: MessageAuthenticator

    /// Derives the key from a secret that every node has; nil when OpenSSL fails.
    init?(secret: [UInt8], library: TLSLibrary) {
        guard let key = MessageAuthenticator(key: secret, library: library).code(of: Array("mcp-sessions".utf8).span)
        else { return nil }
        self.key = key
        self.authenticator = MessageAuthenticator(key: key, library: library)
    }

    /// Whether a byte is one that sealed identifiers begin with.
    static func isFormat(_ byte: UInt8) -> Bool { byte == Self.plain || byte == Self.withVersion }

    /// Whether two seals were made from the same secret.
    func isSame(as other: SessionSeal) -> Bool { self.key == other.key }

    /// What stands for an upstream in its sessions: the same for as long as its address is, and of no use to others.
    func mark(of key: UpstreamEndpointKey) -> [UInt8]? {
        let text = "\(key.scheme)://\(key.host):\(key.port)"
        return self.code(of: "upstream", [Array(text.utf8)[...]]).map { Array($0.prefix(Self.markCount)) }
    }

    /// What a client calls a session, with the revision that it negotiated if that is known; nil when OpenSSL fails.
    func seal(
        _ id: [UInt8], of owner: Owner, heldBy endpoint: UpstreamEndpointKey, version: [UInt8]? = nil
    ) -> [UInt8]? {
        let length = version.flatMap { UInt8(exactly: $0.count) }
        let content = if let version, let length { [length] + version + id } else { id }
        let format = length == nil ? Self.plain : Self.withVersion
        guard let mark = self.mark(of: endpoint), let tag = self.tag(format, content[...], mark[...], owner) else {
            return nil
        }
        return Array(Base64URL.encode([format] + mark + tag + content).utf8)
    }

    /// Opens what a client calls a session; nil for one of somebody else, and for any other text.
    func open(_ text: [UInt8], of owner: Owner) -> SealedSession? {
        let head = Self.headCount
        guard let bytes = Base64URL.decode(String(decoding: text, as: UTF8.self)), bytes.count > head,
            Self.isFormat(bytes[0])
        else { return nil }
        let mark = bytes[1..<(1 + Self.markCount)]
        var content = bytes[head...]
        guard let tag = self.tag(bytes[0], content, mark, owner),
            ConstantTime.areEqual(tag, Array(bytes[(1 + Self.markCount)..<head]))
        else { return nil }
        var version: [UInt8]?
        if bytes[0] == Self.withVersion, let length = content.popFirst() {
            version = Array(content.prefix(Int(length)))
            content = content.dropFirst(Int(length))
        }
        return SealedSession(id: Array(content), text: text, version: version, mark: mark, seal: self)
    }

    private func tag(
        _ format: UInt8, _ content: ArraySlice<UInt8>, _ mark: ArraySlice<UInt8>, _ owner: Owner
    ) -> [UInt8]? {
        let names = [owner.subject, owner.client, owner.host].map { Array($0.utf8)[...] }
        let purpose = format == Self.plain ? "session" : "session with version"
        return self.code(of: purpose, names + [mark, content]).map { Array($0.prefix(Self.tagCount)) }
    }

    /// The code of a list: each member behind its length, so that no two lists are the same message.
    private func code(of purpose: String, _ members: [ArraySlice<UInt8>]) -> [UInt8]? {
        var message: [UInt8] = []
        for member in [Array(purpose.utf8)[...]] + members {
            let count = UInt32(truncatingIfNeeded: member.count)
            for shift in [24, 16, 8, 0] as [UInt32] { message.append(UInt8(truncatingIfNeeded: count >> shift)) }
            message += member
        }
        return self.authenticator.code(of: message.span)
    }
}

@available(*, unavailable)
extension SessionSeal: Sendable {}

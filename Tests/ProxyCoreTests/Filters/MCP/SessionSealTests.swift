import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Names of sessions that are good for one owner, at one host.
@Suite struct SessionSealTests {
    private static let owner = SessionSeal.Owner(subject: "local:alice", client: "client-1", host: "app.test")

    private static func seals(_ secrets: String...) throws -> SessionSeals {
        let library = try TLSLibrary()
        var seals = SessionSeals()
        for secret in secrets { seals.install(Array(secret.utf8), library: library) }
        return seals
    }

    private static func key(_ url: String) throws -> UpstreamEndpointKey {
        let url = try UpstreamURL(url)
        return UpstreamEndpointKey(url, group: UpstreamGroupKey(url))
    }

    private static func sealed(_ id: String = "upstream-id", by seals: SessionSeals) throws -> [UInt8] {
        let sealed = try seals.seal(Array(id.utf8), of: owner, heldBy: key("http://10.0.0.1:80"))
        return try #require(sealed)
    }

    @Test func `another node with the same secret opens what was sealed`() throws {
        let text = try Self.sealed(by: Self.seals("secret"))
        let session = try Self.seals("secret").open(text, of: Self.owner)
        #expect(session?.id == Array("upstream-id".utf8))
        #expect(session?.text == text)
        #expect(try Self.sealed(by: Self.seals("secret")) == text)
    }

    @Test func `a node that starts after a change of keys opens what was sealed before`() throws {
        let old = try Self.sealed(by: Self.seals("old"))
        var seals = SessionSeals()
        seals.install(Array("new".utf8), former: Array("old".utf8), library: try TLSLibrary())
        #expect(seals.open(old, of: Self.owner) != nil)
        #expect(try Self.sealed(by: seals) == Self.sealed(by: Self.seals("new")))
        // What was in use here counts before what another node tells.
        seals.install(Array("newer".utf8), former: Array("old".utf8), library: try TLSLibrary())
        #expect(try seals.open(Self.sealed(by: Self.seals("new")), of: Self.owner) != nil)
    }

    @Test func `only characters that identifiers of sessions may have are used`() throws {
        let text = try Self.sealed("\u{1}\u{ff} ~\"", by: Self.seals("secret"))
        #expect(text.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }

    @Test func `the upstream that holds the session is known by its address`() throws {
        let seals = try Self.seals("secret")
        let session = try #require(seals.open(Self.sealed(by: seals), of: Self.owner))
        #expect(try session.isHeld(by: UpstreamEndpoint(key: Self.key("http://10.0.0.1:80"))))
        for other in ["http://10.0.0.1:81", "http://10.0.0.2:80", "https://10.0.0.1:80"] {
            #expect(try !session.isHeld(by: UpstreamEndpoint(key: Self.key(other))))
        }
    }

    @Test func `nobody else can use it, nor anybody elsewhere`() throws {
        let seals = try Self.seals("secret")
        let text = try Self.sealed(by: seals)
        var others = [SessionSeal.Owner](repeating: Self.owner, count: 3)
        others[0].subject = "local:bob"
        others[1].client = "client-2"
        others[2].host = "other.test"
        // The same bytes, divided otherwise.
        others.append(SessionSeal.Owner(subject: "local:aliceclient-1", client: "", host: "app.test"))
        for owner in others { #expect(seals.open(text, of: owner) == nil) }
        #expect(try Self.seals("another").open(text, of: Self.owner) == nil)
    }

    @Test func `a name with any byte changed, added or removed is none`() throws {
        let seals = try Self.seals("secret")
        let text = try Self.sealed(by: seals)
        for index in text.indices {
            var changed = text
            changed[index] = changed[index] == 0x41 ? 0x42 : 0x41
            #expect(seals.open(changed, of: Self.owner) == nil)
            #expect(seals.open(Array(text[..<index]), of: Self.owner) == nil)
        }
        #expect(seals.open(text + [0x41], of: Self.owner) == nil)
        #expect(seals.open(Array("upstream-id".utf8), of: Self.owner) == nil)
    }

    @Test func `sessions outlive one change of the secret`() throws {
        let text = try Self.sealed(by: Self.seals("first"))
        #expect(try Self.seals("first", "second").open(text, of: Self.owner) != nil)
        #expect(try Self.seals("first", "second", "second").open(text, of: Self.owner) != nil)
        #expect(try Self.seals("first", "second", "third").open(text, of: Self.owner) == nil)
    }

    @Test func `without a secret nothing is sealed`() throws {
        #expect(try SessionSeals().seal([0x41], of: Self.owner, heldBy: Self.key("http://10.0.0.1:80")) == nil)
    }
}

import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct UpstreamDirectoryTests {
    private let directory = UpstreamDirectory()

    private func key(_ urls: String..., edit: (inout UpstreamGroupKey) -> Void = { _ in }) throws -> UpstreamGroupKey {
        var key = try UpstreamGroupKey(UpstreamURL("http://unused"))
        key.members = try urls.map { UpstreamGroupKey.Member(url: try UpstreamURL($0), weight: 1) }
        edit(&key)
        return key
    }

    @Test func `equal keys share one group until the last reference is given back`() throws {
        let key = try key("http://a")
        let group = directory.acquire(key)
        #expect(directory.acquire(key) === group)
        directory.release(group)
        #expect(directory.acquire(key) === group)
        directory.release(group)
        directory.release(group)
        #expect(directory.acquire(key) !== group)
    }

    @Test func `groups share the pool of an upstream that both name`() throws {
        let first = directory.acquire(try key("http://a", "http://b"))
        let second = directory.acquire(try key("http://b"))
        #expect(first.endpoints[1] === second.endpoints[0])
        #expect(second.endpoints[0].references == 2)
        directory.release(first)
        #expect(second.endpoints[0].references == 1)
        #expect(directory.acquire(try key("http://b:80")).endpoints[0] === second.endpoints[0])
    }

    @Test func `weight and method do not split a pool`() throws {
        let plain = directory.acquire(try key("http://a"))
        let other = directory.acquire(
            try key("http://a") {
                $0.members[0] = UpstreamGroupKey.Member(url: $0.members[0].url, weight: 7)
                $0.loadBalancing = .random
            })
        #expect(plain !== other)
        #expect(plain.endpoints[0] === other.endpoints[0])
    }

    @Test func `connections of another verification are never shared`() throws {
        let edits: [(inout UpstreamGroupKey) -> Void] = [
            { _ in }, { $0.verifyTLS = false }, { $0.caPEM = "one" }, { $0.caPEM = "two" }, { $0.serverName = "b" },
        ]
        let groups = try edits.map { directory.acquire(try key("https://a", edit: $0)) }
        #expect(Set(groups.map { ObjectIdentifier($0.endpoints[0]) }).count == edits.count)
    }

    @Test func `rules of TLS do not split a pool without TLS`() throws {
        let plain = directory.acquire(try key("http://a"))
        let other = directory.acquire(try key("http://a") { $0.verifyTLS = false })
        #expect(plain.endpoints[0] === other.endpoints[0])
    }

    @Test(arguments: ["http://a:81", "https://a:80", "http://b"])
    func `scheme, host and port tell upstreams apart`(_ other: String) throws {
        let first = directory.acquire(try key("http://a:80"))
        #expect(directory.acquire(try key(other)).endpoints[0] !== first.endpoints[0])
    }
}

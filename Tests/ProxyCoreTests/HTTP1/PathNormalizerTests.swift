import ProxyCore
import Testing

@Suite struct PathNormalizerTests {
    private func normalize(_ path: Octets) -> Result<String, HTTP1Rejection> {
        unsafe path.withExactCopy { source, count in
            let target = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
            defer { unsafe target.deallocate() }
            do throws(HTTP1Rejection) {
                let result = try unsafe PathNormalizer.normalize(source, count, into: target)
                return unsafe .success(Octets.text(UnsafeBufferPointer(start: target, count: result.count)))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test(arguments: [
        ("/", "/"), ("/a", "/a"), ("/.", "/"), ("/./", "/"), ("/a/..", "/"), ("/a/../", "/"), ("/a/./b", "/a/b"),
        ("/a/b/c/./../../g", "/a/g"), ("/a/.b", "/a/.b"), ("/a/..b", "/a/..b"), ("/a/...", "/a/..."),
        ("//", "//"), ("//..", "/"), ("/a//", "/a//"), ("/%41%5a%61%7a%30%39%2D%2e%5F%7e", "/AZaz09-._~"),
        ("/%2f", "/%2F"), ("/%c3%a4", "/%C3%A4"), ("/%25", "/%25"), ("/%2541", "/%2541"), ("/%20", "/%20"),
        ("/a/%2e%2e/b", "/b"), ("/a/.%2E/b", "/b"), ("/a%2f..", "/a%2F.."), ("/a;x=1/..;/b", "/a;x=1/..;/b"),
        ("/%0d%0a", "/%0D%0A"), ("/!$&'()*+,;=:@", "/!$&'()*+,;=:@"),
    ])
    func `has one spelling for a path`(_ path: String, _ canonical: String) {
        #expect(self.normalize(Octets(path)) == .success(canonical))
        #expect(self.normalize(Octets(canonical)) == .success(canonical))
    }

    @Test(arguments: [
        ("/%00", HTTP1Rejection.invalidPercentEncoding), ("/%0", .invalidPercentEncoding),
        ("/%", .invalidPercentEncoding),
        ("/%g0", .invalidPercentEncoding), ("/%0g", .invalidPercentEncoding), ("/%%41", .invalidPercentEncoding),
        ("/..", .pathEscapesRoot), ("/../a", .pathEscapesRoot), ("/a/../..", .pathEscapesRoot),
        ("/%2e%2e/", .pathEscapesRoot), ("/a\\b", .backslashInPath), ("", .invalidTarget), ("a", .invalidTarget),
    ])
    func `refuses a path that is broken or climbs out`(_ path: String, _ rejection: HTTP1Rejection) {
        #expect(self.normalize(Octets(path)) == .failure(rejection))
    }

    @Test(arguments: ["/", "/a/b.c", "/a..b/c.", "//x"])
    func `knows a path that needs nothing`(_ path: String) {
        #expect(unsafe Octets(path).withExactCopy { unsafe PathNormalizer.isCanonical($0, $1) })
    }

    @Test(arguments: ["/%41", "/.", "/a/./b", "/a/../b", "/.well-known", "/a\\b"])
    func `looks twice at a path that may need something`(_ path: String) {
        #expect(unsafe !Octets(path).withExactCopy { unsafe PathNormalizer.isCanonical($0, $1) })
    }
}

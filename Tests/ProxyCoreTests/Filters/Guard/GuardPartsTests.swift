import ProxyModel
import Testing

@testable import ProxyCore

/// The small rules of the guard, asked alone.
@Suite struct GuardPartsTests {
    private func block(_ fields: (String, String)...) -> HeaderBlock {
        let block = HeaderBlock()
        for (name, value) in fields {
            let (name, value) = (Array(name.utf8), Array(value.utf8))
            unsafe name.withUnsafeBufferPointer { name in
                unsafe value.withUnsafeBufferPointer { unsafe block.append(name: name, value: $0) }
            }
        }
        return block
    }

    private func cookies(_ block: HeaderBlock) -> [String] {
        (0..<block.lineCount).filter { !block.line($0).isRemoved }.map {
            unsafe String(decoding: block.value($0), as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("sid=1", "1"), ("a=b; sid=1", "1"), ("a=b;sid=1;c=d", "1"), (" ; ;sid=1", "1"), ("sid=1; sid=2", "1"),
        ("sid=", ""), ("sid=a=b", "a=b"), ("\tsid=1\t", "1"),
    ])
    func `a cookie is found by its name`(_ line: String, _ value: String) throws {
        let block = block(("Cookie", line))
        let range = try #require(CookiePair.find(Array("sid".utf8), in: block))
        #expect(unsafe String(decoding: block.slice(range), as: UTF8.self) == value)
    }

    @Test(arguments: ["", "sid", "xsid=1", "sidx=1", "SID=1", "a=sid=1", "a=b; c=d", "; ;", "=1"])
    func `another cookie is not taken for it`(_ line: String) {
        #expect(CookiePair.find(Array("sid".utf8), in: block(("Cookie", line))) == nil)
    }

    @Test func `a cookie is taken out of every line and the others stay`() {
        let block = block(("Cookie", "a=1; sid=2;b=3"), ("Cookie", "sid=4"), ("Cookie", "c=5"), ("X", "sid=6"))
        OwnCookies.remove(from: block, session: Array("sid".utf8), scratch: WriteBuffer())
        #expect(cookies(block) == ["sid=6", "a=1; b=3", "c=5"])
    }

    @Test(arguments: [
        ("proxyd_login=1", true), ("__Host-proxyd_login=", true), ("a=b; proxyd_session=2", true),
        ("__Host-proxyd_session=1;c=d", true), ("proxyd_login", false), ("proxyd_logins=1", false),
        ("xproxyd_login=1", false), ("__Host-__Host-proxyd_login=1", false), ("__host-proxyd_login=1", false),
        ("proxyd_sessio", false), ("__Host-", false), ("a=proxyd_login=1", false),
    ])
    func `cookies of the authorization server are known with and without prefix`(_ line: String, _ isOurs: Bool) {
        let block = block(("Cookie", line))
        #expect(OwnCookies.areIn(block) == isOurs)
        OwnCookies.remove(from: block, session: nil, scratch: WriteBuffer())
        #expect((cookies(block) != [line]) == isOurs)
    }

    @Test(arguments: [
        ("https://a.test/mcp", "https://A.test:443/mcp/"), ("https://a.test", "HTTPS://a.test/"),
        ("http://a.test:80", "http://a.test"), ("https://[::1]:443/x", "https://[::1]/x"), ("urn:x", "urn:x"),
    ])
    func `addresses of one resource are equal`(_ left: String, _ right: String) {
        #expect(ResourceAddress.areEqual(left, right))
        #expect(ResourceAddress.areEqual(right, left))
    }

    @Test(arguments: [
        ("https://a.test/mcp", "https://a.test/MCP"), ("https://a.test", "http://a.test"), ("urn:x", "urn:X"),
        ("https://a.test:444", "https://a.test"), ("https://a.test/a//", "https://a.test/a"),
        ("https://[::1]:1", "https://[::1]:2"), ("https://a.test", "https://a.test#"), ("https://", "https:///"),
    ])
    func `addresses of two resources are not`(_ left: String, _ right: String) {
        #expect(!ResourceAddress.areEqual(left, right))
    }

    @Test(arguments: [
        "", "a", "https://", "https://:1/", "https://a.test:x", "https://a.test:99999", "https://u@a.test", "//a.test",
        "https:/a",
    ])
    func `other texts are no addresses`(_ text: String) {
        #expect(ResourceAddress(text) == nil || ResourceAddress(text)?.host == "")
    }
}

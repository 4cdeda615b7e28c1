import Testing

@testable import OAuthServer

struct ParametersTests {
    @Test func `keeps every copy of a name in order`() throws {
        let parameters = try #require(OAuthParameters(encoded: "a=1&b=&a=%32+x".utf8))
        #expect(parameters.all("a") == ["1", "2 x"])
        #expect(throws: OAuthError.self) { try parameters.single("a") }
    }

    @Test func `treats an empty parameter as an absent one`() throws {
        let parameters = try #require(OAuthParameters(encoded: "b=".utf8))
        #expect(try parameters.single("b") == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "%c3=1"])
    func `refuses what cannot be decoded`(text: String) { #expect(OAuthParameters(encoded: text.utf8) == nil) }

    @Test func `refuses more parameters than anybody needs`() {
        let text = (0...200).map { "p\($0)=1" }.joined(separator: "&")
        #expect(OAuthParameters(encoded: text.utf8) == nil)
    }
}

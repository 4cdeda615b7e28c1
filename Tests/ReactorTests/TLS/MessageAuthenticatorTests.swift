import Reactor
import Testing

@Suite struct MessageAuthenticatorTests {
    private static func code(_ key: [UInt8], _ message: String) throws -> String? {
        let code = try MessageAuthenticator(key: key, library: TLSLibrary()).code(of: Array(message.utf8).span)
        return code?.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `codes are those of RFC 4231`() throws {
        #expect(
            try Self.code([UInt8](repeating: 0x0B, count: 20), "Hi There")
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            try Self.code(Array("Jefe".utf8), "what do ya want for nothing?")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            try Self.code(
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First")
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test func `an empty message has a code too`() throws {
        #expect(
            try Self.code(Array("key".utf8), "")
                == "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0")
    }
}

import Testing

@testable import proxyd

struct `Port, address and token of a port` {
    private func words(_ line: String) throws -> ServicePortWords {
        try ServicePortWords(line.split(separator: " ").map(String.init))
    }

    @Test(
        arguments: [
            ("", nil, nil, nil), ("8080", 8080, nil, nil), ("8080 0.0.0.0", 8080, "0.0.0.0", nil),
            ("8080 0.0.0.0 secret-1", 8080, "0.0.0.0", "secret-1"), ("8080 secret-1", 8080, nil, "secret-1"),
            ("0 ::1", nil, "::1", nil), ("localhost secret-1", nil, "localhost", "secret-1"),
            ("8080 12345678", 8080, nil, "12345678"),
        ] as [(String, UInt16?, String?, String?)])
    func `are told apart`(line: String, port: UInt16?, bind: String?, token: String?) throws {
        let words = try words(line)
        #expect(words.port == port)
        #expect(words.bind == bind)
        #expect(words.sourceToken == token)
    }

    @Test(arguments: ["web", "65536", "8080 a b"])
    func `refuses what is neither`(line: String) {
        #expect(throws: CommandFailure.self) { try words(line) }
    }
}

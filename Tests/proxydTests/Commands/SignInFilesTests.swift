import Foundation
import ProxyModel
import Testing

@testable import OAuthServer
@testable import proxyd

@Suite struct `Kept sign-ins` {
    private let folder = FileManager.default.temporaryDirectory.path + "/sign-ins-" + UUID().uuidString
    private var files: SignInFiles { SignInFiles(folder: folder) }

    private func kept(_ address: String, token: String = "at") throws -> KeptSignIn {
        try #require(
            KeptSignIn(json: [
                "v": 1, "address": .string(address), "resource": .string(address), "issuer": "https://auth.test",
                "client_id": "c1", "token_endpoint": "https://auth.test/token", "access_token": .string(token),
                "expires_at": 1, "refresh_token": "rt",
            ]))
    }

    private func write(_ signIns: KeptSignIn...) async throws {
        try await files.exclusively { for one in signIns { try files.write(one) } }
    }

    @Test func `are found by address, and without one when there is no other`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (one, two) = (try kept("https://a.test/mcp"), try kept("https://b.test/mcp"))
        #expect(throws: CommandFailure.self) { try files.find(nil) }
        try await write(one)
        #expect(try files.find(nil) == one)
        try await write(two)
        #expect(try files.find("https://B.test/mcp/") == two)
        #expect(throws: CommandFailure.self) { try files.find("https://c.test/mcp") }
        let failure = #expect(throws: CommandFailure.self) { try files.find(nil) }
        #expect(failure?.status == .usage && failure?.message.contains("https://a.test/mcp") == true)
    }

    @Test func `are one for each resource, and can be forgotten`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await write(try kept("https://a.test/mcp"), try kept("https://a.test/mcp", token: "newer"))
        #expect(try files.all().map(\.accessToken) == ["newer"])
        try files.remove(try kept("https://a.test/mcp"))
        #expect(try files.all().isEmpty)
    }

    @Test func `are for their user alone`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await write(try kept("https://a.test/mcp"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let path = folder + "/" + (try #require(names.first))
        #expect(names.count == 1 && FileStatus(path: path)?.mode == 0o600 && FileStatus(path: folder)?.mode == 0o700)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let failure = #expect(throws: CommandFailure.self) { try files.find(nil) }
        #expect(failure?.message.contains("other users") == true)
    }
}

import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct AccessTests {
    private let api = ManagementHarness()

    /// The path with something in place of its parameters.
    private func path(_ operation: ManagementAPI.Operation) -> String {
        operation.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.reduce("") { $0 + "/" + $1 }
    }

    @Test(arguments: Operation.all.map(\.id))
    func `every operation but the open ones needs a token, and the admin's own are refused to others`(
        id: String
    ) async throws {
        let operation = try #require(Operation.all.first { $0.id == id })
        let token = try await api.token("ci")
        let anonymous = await api.call(operation.method.rawValue, path(operation), as: nil)
        let stranger = await api.call(operation.method.rawValue, path(operation), as: "acm_unknown")
        let other = await api.call(operation.method.rawValue, path(operation), as: token)
        #expect(stranger.status == 401)
        switch operation.scope {
        case .open:
            #expect(anonymous.status == 200)
        case .token:
            #expect(anonymous.status == 401)
            #expect(anonymous.headers["www-authenticate"] == "Bearer realm=\"proxyd\"")
            #expect(other.status != 401 && other.status != 403)
        case .admin:
            #expect(anonymous.status == 401)
            #expect(other.status == 403)
        }
    }

    @Test(arguments: ["Basic YTpi", "Bearer", "Bearer a b", "acm_x", ""])
    func `refuses what is no bearer token`(value: String) async {
        let reply = await api.send("GET", "/api/v1/tokens/info", [], [("Authorization", value)])
        #expect(reply.status == 401)
    }

    @Test func `refuses two tokens`() async {
        let field = (name: "authorization", value: "Bearer \(ManagementHarness.admin)")
        #expect(await api.send("GET", "/api/v1/tokens/info", [], [field, field]).status == 401)
    }

    @Test func `the word Bearer is the same in any case`() async {
        let reply = await api.send(
            "GET", "/api/v1/tokens/info", [], [("AUTHORIZATION", "bearer \(ManagementHarness.admin)")])
        #expect(reply["is_admin"] == true)
    }

    @Test func `a token in the query or in a cookie is none`() async {
        let reply = await api.send(
            "GET", "/api/v1/tokens/info?access_token=\(ManagementHarness.admin)", [],
            [("Cookie", "token=\(ManagementHarness.admin)")])
        #expect(reply.status == 401)
    }

    @Test func `a deleted token is worth nothing`() async throws {
        let token = try await api.token("ci")
        #expect(await api.call("GET", "/api/v1/tokens/info", as: token).status == 200)
        #expect(await api.call("DELETE", "/api/v1/tokens/ci").status == 200)
        #expect(await api.call("GET", "/api/v1/tokens/info", as: token).status == 401)
    }
}

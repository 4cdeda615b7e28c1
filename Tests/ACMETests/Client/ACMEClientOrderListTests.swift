import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct `ACME client and lists of orders` {
    /// An authority that lists orders on two pages: by their addresses the status and the name of each; nil = gone.
    private func standIn(_ orders: [(status: String, name: String)?]) throws -> AuthorityStandIn {
        try AuthorityStandIn { request in
            let origin = "http://\(request.field("Host") ?? "")"
            let urls = orders.indices.map { JSONValue.string("\(origin)/orders/\($0)") }
            switch request.path {
            case "/account":
                return .document(
                    #"{"status":"valid","orders":"\#(origin)/list"}"#, fields: "Location: \(origin)/account/1\r\n")
            case "/list":
                let page: JSONValue = ["orders": .array(Array(urls.prefix(1)))]
                return .document(page.compactText, fields: "Link: <\(origin)/list-2>;rel=\"next\"\r\n")
            case "/list-2": return .json(["orders": .array(Array(urls.dropFirst()))])
            default: break
            }
            guard let index = request.path.split(separator: "/").last.flatMap({ Int($0) }),
                request.path != "/account/1",
                let order = orders[index]
            else { return nil }
            return .json([
                "status": .string(order.status), "identifiers": [["type": "dns", "value": .string(order.name)]],
                "authorizations": [], "finalize": .string(origin + "/finalize"),
                "certificate": .string(origin + "/certificate"),
            ])
        }
    }

    private func found(_ orders: [(status: String, name: String)?]) async throws -> String? {
        let standIn = try standIn(orders)
        let (client, account) = try await standIn.session()
        let order = try await client.unfinishedOrder([.dns("a.example")], as: account)
        return order?.url.split(separator: "/").last.map(String.init)
    }

    @Test func `find the one for the same names that nobody finished`() async throws {
        #expect(try await found([("pending", "a.example"), ("pending", "b.example")]) == "0")
        #expect(try await found([("pending", "b.example"), ("ready", "a.example"), ("valid", "a.example")]) == "1")
        #expect(try await found([("pending", "a.example"), nil, ("invalid", "a.example")]) == "0")
    }

    @Test func `find nothing where there is none, or no list`() async throws {
        #expect(try await found([("valid", "a.example"), ("processing", "a.example"), nil]) == nil)
        #expect(try await found([]) == nil)
        let standIn = try AuthorityStandIn()
        let (client, account) = try await standIn.session()
        #expect(try await client.unfinishedOrder([.dns("a.example")], as: account) == nil)
    }

    @Test func `are read at their ends only`() async throws {
        var orders = [(status: String, name: String)?](repeating: ("valid", "a.example"), count: 100)
        orders[50] = ("pending", "a.example")
        let standIn = try standIn(orders)
        let (client, account) = try await standIn.session()
        #expect(try await client.unfinishedOrder([.dns("a.example")], as: account) == nil)
        #expect(standIn.server.requests.filter { $0.path.hasPrefix("/orders/") }.count == 60)
    }
}

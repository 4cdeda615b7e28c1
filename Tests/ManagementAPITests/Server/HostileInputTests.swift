import ProxyModel
import Testing

@testable import ManagementAPI

/// Every operation with bodies and paths that nobody sends in good faith: always an answer, never a failure of ours.
@Suite struct HostileInputTests {
    private static let values: [JSONValue] = [
        nil, true, 0, -1, .integer(.max), .integer(.min), 1.5, .number(1e308), "", "*", "\u{0}", "a\r\nb", "../..", "💥",
        .string(String(repeating: "a", count: 5000)), [], [nil], [[]], [:], ["a": nil], [1, "a", [:]],
    ]

    private func path(_ operation: ManagementAPI.Operation, _ segment: String) -> String {
        operation.path.split(separator: "/").map { $0.hasPrefix("{") ? segment : String($0) }
            .reduce("") { $0 + "/" + $1 }
    }

    @Test(arguments: ManagementAPI.Operation.all.filter { $0.body != nil }.map(\.id))
    func `every field takes every value or refuses it`(id: String) async throws {
        let api = ManagementHarness()
        let operation = try #require(ManagementAPI.Operation.all.first { $0.id == id })
        let properties = operation.body?.definition["properties"]?.objectValue ?? JSONObject()
        for value in Self.values {
            #expect(await api.call(operation.method.rawValue, path(operation, "x"), value).status < 500)
            for member in properties.members {
                let body: JSONObject = ["hostname": "a.test", "target_url": "http://b", "path_pattern": "/"]
                var changed = body
                changed[member.name] = value
                let reply = await api.call(operation.method.rawValue, path(operation, "x"), .object(changed))
                #expect(reply.status < 500, "\(member.name) = \(value)")
            }
        }
    }

    @Test(arguments: [
        "..", "%2e%2e", "%00", "%0d%0aX", "a%2Fb", "%F0%9F%92%A5", "-", "*", String(repeating: "a", count: 3000),
    ])
    func `every path parameter takes every segment or refuses it`(segment: String) async {
        let api = ManagementHarness()
        for operation in ManagementAPI.Operation.all where operation.path.contains("{") {
            let reply = await api.call(operation.method.rawValue, path(operation, segment))
            #expect(reply.status < 500, "\(operation.id)")
            #expect(reply.status != 200, "\(operation.id)")
        }
    }

    @Test func `seeded noise is always answered`() async {
        let api = ManagementHarness()
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let operations = ManagementAPI.Operation.all
        for _ in 0..<2000 {
            let operation = operations[next(operations.count)]
            let bytes = (0..<next(60)).map { _ in UInt8(next(256)) }
            let reply = await api.send(
                operation.method.rawValue, path(operation, "x"), bytes,
                [("Authorization", "Bearer \(ManagementHarness.admin)"), ("Content-Type", "application/json")])
            #expect(reply.status < 500, "\(operation.id) \(bytes)")
        }
    }
}

import FoundationEssentials
import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct OpenAPIDocumentTests {
    /// The golden file beside this one; run the tests with `UPDATE_GOLDEN=1` to write it anew.
    private var golden: String { #filePath.replacing("OpenAPIDocumentTests.swift", with: "openapi.json") }

    @Test func `the document is the golden one`() throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(OpenAPIDocument.all).write(to: URL(filePath: golden))
        }
        let expected = try Data(contentsOf: URL(filePath: golden))
        #expect(Array(expected) == OpenAPIDocument.all, "set UPDATE_GOLDEN=1 to accept the change")
    }

    @Test func `the API serves it`() async {
        #expect(await ManagementHarness().call("GET", "/openapi.json", as: nil).bytes == OpenAPIDocument.all)
    }

    @Test func `identifiers of operations and pairs of method and path are unique`() {
        let operations = ManagementAPI.Operation.all
        #expect(Set(operations.map(\.id)).count == operations.count)
        #expect(Set(operations.map { $0.method.rawValue + $0.path }).count == operations.count)
    }

    @Test func `every parameter in a path is described`() {
        for operation in ManagementAPI.Operation.all {
            let inPath = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            let described = operation.parameters.filter { $0.location == .path }.map { Substring($0.name) }
            #expect(inPath == described, "\(operation.id)")
        }
    }

    @Test func `every reference leads somewhere`() throws {
        let document = OpenAPIDocument(ManagementAPI.Operation.all).json
        let schemas = try #require(document["components"]?["schemas"])
        func check(_ value: JSONValue) {
            switch value {
            case .object(let object):
                if let reference = object["$ref"]?.stringValue {
                    #expect(schemas[String(reference.dropFirst("#/components/schemas/".count))] != nil)
                }
                for member in object.members { check(member.value) }
            case .array(let elements): for element in elements { check(element) }
            default: break
            }
        }
        check(document)
    }
}

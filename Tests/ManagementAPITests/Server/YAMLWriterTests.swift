import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct YAMLWriterTests {
    @Test func `characters that YAML forbids are written by their number`() {
        let value: JSONValue = ["name": .string("a\u{98}b\u{2028}\u{FEFF}é\u{1F600}\u{7F}")]
        let text = String(decoding: YAMLWriter.bytes(value), as: UTF8.self)
        #expect(text == #"name: "a\u0098b\u2028\ufeffé😀\u007f""# + "\n")
    }
}

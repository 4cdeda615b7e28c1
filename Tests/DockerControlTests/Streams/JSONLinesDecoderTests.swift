import DockerControl
import ProxyModel
import Testing

@Suite struct `Taking apart lines of JSON` {
    @Test func `documents are complete wherever the bytes are split`() throws {
        let bytes = Array("{\"a\":1}\r\n\n[2]\n\"three\"".utf8)
        for split in 0...bytes.count {
            var decoder = JSONLinesDecoder()
            var documents = try decoder.feed(Array(bytes[..<split])) + decoder.feed(Array(bytes[split...]))
            if let last = try decoder.finish() { documents.append(last) }
            #expect(documents == [["a": 1], [2], "three"])
        }
    }

    @Test func `a line that is no JSON is refused`() {
        var decoder = JSONLinesDecoder()
        #expect(throws: EngineFailure(.protocolViolation)) { try decoder.feed(Array("<html>\n".utf8)) }
    }

    @Test func `a line that is too long is refused before it ends`() throws {
        var decoder = JSONLinesDecoder()
        let part = [UInt8](repeating: 0x20, count: JSONLinesDecoder.maxBytes)
        #expect(try decoder.feed(part).isEmpty)
        #expect(throws: EngineFailure(.tooLarge)) { try decoder.feed([0x20]) }
    }
}

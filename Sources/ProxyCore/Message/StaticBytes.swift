/// Bytes that are made once and live as long as their owner: a field value that every message gets.
final class StaticBytes {
    private let bytes: [UInt8]

    init(_ text: String) { self.bytes = Array(text.utf8) }

    @inline(__always)
    func append(to block: HeaderBlock, as name: FieldName) {
        unsafe self.bytes.withUnsafeBufferPointer { unsafe block.append(name, $0) }
    }
}

/// Bytes that wait to be written.
struct RedisOutput {
    private var bytes: [UInt8] = []
    private var head = 0

    var isEmpty: Bool { head == bytes.count }

    mutating func append(_ more: [UInt8]) {
        if isEmpty {
            bytes = more
            head = 0
        } else {
            bytes.append(contentsOf: more)
        }
    }

    /// Forgets what was written.
    mutating func drop(_ count: Int) {
        head += min(count, bytes.count - head)
        if isEmpty { clear() }
    }

    mutating func clear() {
        bytes = []
        head = 0
    }

    func withUnwritten<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
    }
}

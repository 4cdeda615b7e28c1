/// Lets a stream of events (HTML §9.2.5) pass event by event, so that the data of each can be looked at and replaced.
///
/// What is not replaced passes as it came, comments at once, an event with its end. Decides, never does.
final class EventFilter {
    /// What becomes of an event's data.
    enum Verdict: Equatable {
        case pass
        case replace([UInt8])
        /// The event must not pass.
        case drop
        /// The stream must not go on.
        case end
    }

    private let limit: Int
    /// The bytes of the event that has not ended.
    private(set) var held: [UInt8] = []
    private var lineStart = 0
    private var hasFields = false
    private var endsWithCR = false
    private var isFirst = true

    /// A stream whose events have at most so many bytes.
    init(limit: Int) { self.limit = limit }

    /// Takes bytes, appends those that pass to `output`; false when the stream must end.
    func take(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
        judge: (_ event: [UInt8]?, _ data: [UInt8]) -> Verdict
    ) -> Bool {
        var index = 0
        while index < bytes.count {
            if self.endsWithCR {
                self.endsWithCR = false
                if unsafe bytes[index] == 0x0A {
                    index += 1
                    if self.held.isEmpty { output.append(0x0A) } else { self.held.append(0x0A) }
                    self.lineStart = self.held.count
                    continue
                }
            }
            var end = index
            while end < bytes.count, unsafe bytes[end] != 0x0A && bytes[end] != 0x0D { end += 1 }
            unsafe self.held.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
            if end < bytes.count {
                let byte = unsafe bytes[end]
                self.held.append(byte)
                self.endsWithCR = byte == 0x0D
                guard self.endLine(&output, judge) else { return false }
                end += 1
            }
            guard self.held.count <= self.limit else { return false }
            index = end
        }
        return true
    }

    /// Whether nothing more of the event that has not ended can be held.
    var isFull: Bool { self.held.count >= self.limit }

    /// Takes as many of the bytes behind a position as can be held at once, so that nothing of them is lost, and moves
    /// the position behind them.
    func take(
        _ bytes: UnsafeBufferPointer<UInt8>, from position: inout Int, into output: inout [UInt8],
        judge: (_ event: [UInt8]?, _ data: [UInt8]) -> Verdict
    ) {
        let end = min(bytes.count, position + max(self.limit - self.held.count, 0))
        let part = unsafe UnsafeBufferPointer(rebasing: bytes[position..<end])
        position = end
        _ = unsafe self.take(part, into: &output, judge: judge)
    }

    /// The stream is over: what was held passes as if its event had ended; false when it must not.
    func finish(into output: inout [UInt8], judge: (_ event: [UInt8]?, _ data: [UInt8]) -> Verdict) -> Bool {
        guard !self.held.isEmpty else { return true }
        return self.endEvent(&output, judge)
    }

    /// Hands over what is held, as it came.
    func release(into output: inout [UInt8]) {
        output += self.held
        self.forget()
    }

    private func endLine(_ output: inout [UInt8], _ judge: ([UInt8]?, [UInt8]) -> Verdict) -> Bool {
        let line = self.held[self.lineStart..<(self.held.count - 1)]
        if line.isEmpty { return self.endEvent(&output, judge) }
        if !self.hasFields, line.first == UInt8(ascii: ":") {
            self.release(into: &output)
        } else {
            self.hasFields = true
            self.lineStart = self.held.count
        }
        return true
    }

    private func endEvent(_ output: inout [UInt8], _ judge: ([UInt8]?, [UInt8]) -> Verdict) -> Bool {
        let event = EventText(self.held, isFirst: self.isFirst)
        self.isFirst = false
        guard let data = event.data else {
            self.release(into: &output)
            return true
        }
        switch judge(event.name, data) {
        case .pass:
            self.release(into: &output)
            return true
        case .replace(let data):
            event.append(to: &output, with: data)
            self.forget()
            return true
        case .drop:
            self.forget()
            return true
        case .end:
            self.forget()
            return false
        }
    }

    private func forget() {
        self.held.removeAll(keepingCapacity: self.held.count < 64 * 1024)
        self.lineStart = 0
        self.hasFields = false
    }
}

@available(*, unavailable)
extension EventFilter: Sendable {}

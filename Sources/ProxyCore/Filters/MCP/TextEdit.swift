/// Changes of parts of a text that leave everything else as it was.
struct TextEdit {
    private let text: [UInt8]
    private var changes: [(range: Range<Int>, replacement: [UInt8])] = []

    /// A text, unchanged.
    init(_ text: [UInt8]) { self.text = text }

    /// Whether nothing is changed.
    var isEmpty: Bool { self.changes.isEmpty }

    /// Puts a text in the place of a range, which overlaps with no other.
    mutating func replace(_ range: Range<Int>, by replacement: String) {
        self.changes.append((range, Array(replacement.utf8)))
    }

    /// Cuts out the elements of a list that are not kept, each with the separator before it, or the first ones with the
    /// separator behind them.
    mutating func keep(_ isKept: [Bool], of elements: [Range<Int>]) {
        var last: Int?
        for (index, element) in elements.enumerated() where index < isKept.count {
            if isKept[index] {
                if last == nil, index > 0 { self.replace(elements[0].lowerBound..<element.lowerBound, by: "") }
                last = index
            } else if last != nil {
                self.replace(elements[index - 1].upperBound..<element.upperBound, by: "")
            }
        }
        if last == nil, let first = elements.first, let end = elements.last {
            self.replace(first.lowerBound..<end.upperBound, by: "")
        }
    }

    /// The text with the changes.
    var result: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for (range, replacement) in self.changes.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result += self.text[position..<range.lowerBound]
            result += replacement
            position = range.upperBound
        }
        return result + self.text[position...]
    }
}

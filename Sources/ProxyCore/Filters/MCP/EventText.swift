/// The lines of one event of a stream.
struct EventText {
    /// The field `event`; nil when there is none.
    private(set) var name: [UInt8]?
    /// The fields `data`, joined by line feeds; nil when there is none.
    private(set) var data: [UInt8]?
    private var others: [ArraySlice<UInt8>] = []

    /// Reads the lines of an event; the first of a stream may begin with a byte order mark.
    init(_ text: [UInt8], isFirst: Bool) {
        var rest = text[...]
        if isFirst, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            rest = rest[line.endIndex...]
            rest = rest.starts(with: [0x0D, 0x0A]) ? rest.dropFirst(2) : rest.dropFirst()
            if !line.isEmpty { self.add(line) }
        }
    }

    /// Writes the event with other data, and with everything else that it holds.
    func append(to output: inout [UInt8], with data: [UInt8]) {
        for line in self.others {
            output += line
            output.append(0x0A)
        }
        for line in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
            output += Array("data: ".utf8)
            output += line
            output.append(0x0A)
        }
        output.append(0x0A)
    }

    private mutating func add(_ line: ArraySlice<UInt8>) {
        let field = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line[field.endIndex...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        if field.elementsEqual("data".utf8) {
            if self.data == nil { self.data = Array(value) } else { self.data?.append(0x0A); self.data? += value }
        } else {
            if field.elementsEqual("event".utf8) { self.name = Array(value) }
            self.others.append(line)
        }
    }
}

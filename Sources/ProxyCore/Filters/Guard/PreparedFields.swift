/// Field lines that are made once and added to the heads of many requests.
struct PreparedFields {
    fileprivate var bytes: [UInt8] = []
    fileprivate var lines: [FieldLine] = []

    /// Adds a field; the name is a token, the value free of controls.
    mutating func append(_ name: [UInt8], _ value: [UInt8]) {
        let start = bytes.count
        bytes += name + [0x3A, 0x20] + value + [0x0D, 0x0A]
        lines.append(
            FieldLine(
                name: .unknown, flags: [], nameLength: UInt16(truncatingIfNeeded: name.count),
                nameOffset: UInt32(truncatingIfNeeded: start),
                valueOffset: UInt32(truncatingIfNeeded: start + name.count + 2),
                valueLength: UInt32(truncatingIfNeeded: value.count)))
    }
}

extension HeaderBlock {
    /// Appends prepared fields by one copy.
    func append(_ fields: PreparedFields) {
        unsafe fields.bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            let offset = unsafe self.appendBytes(start, count: source.count).offset
            for var line in fields.lines {
                line.nameOffset &+= offset
                line.valueOffset &+= offset
                self.addLine(line)
            }
        }
    }
}

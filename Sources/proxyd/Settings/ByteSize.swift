/// Sizes as people write them: `16384`, `16k`, `16KiB`, `1M`, `2GiB`; each unit is a power of 1024.
enum ByteSize {
    private static let units: [(suffix: String, shift: Int)] = [
        ("gib", 30), ("g", 30), ("mib", 20), ("m", 20), ("kib", 10), ("k", 10), ("b", 0),
    ]

    static func parse<Value: FixedWidthInteger>(_ text: String) -> Value? {
        let lower = text.lowercased()
        let unit = units.first { lower.hasSuffix($0.suffix) } ?? ("", 0)
        let digits = lower.dropLast(unit.suffix.count).trimmingSpaces
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Value(digits) else {
            return nil
        }
        let product = number.multipliedReportingOverflow(by: Value(1) << Value(unit.shift))
        return product.overflow ? nil : product.partialValue
    }

    static func text(_ value: some FixedWidthInteger) -> String {
        let bytes = UInt64(clamping: value)
        for (suffix, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes != 0 {
            if bytes.isMultiple(of: 1 << shift) { return "\(bytes >> shift)\(suffix)" }
        }
        return "\(bytes)"
    }
}

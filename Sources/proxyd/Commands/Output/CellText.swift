internal import ProxyModel

extension JSONValue {
    /// The value over several lines, without the last line's end.
    var prettyText: String { String(decoding: prettyBytes, as: UTF8.self).trimmingLineEnd }

    /// The value in one line for a person: strings without quotes, lists of plain values with commas.
    var cellText: String {
        switch self {
        case .null: return ""
        case .string(let text): return text
        case .array(let elements):
            let isPlain = elements.allSatisfy { $0.objectValue == nil && $0.arrayValue == nil }
            return isPlain ? elements.map(\.cellText).joined(separator: ",") : compactText
        default: return compactText
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}

internal import ProxyModel

/// What engines leave out, give as `null` or give as nothing is the same here.
extension JSONValue {
    /// The text of a member; empty when there is none.
    func text(_ name: String) -> String { self[name]?.stringValue ?? "" }

    /// The text of a member; nil when there is none, or it is empty.
    func wording(_ name: String) -> String? {
        let text = text(name)
        return text.isEmpty ? nil : text
    }

    /// A member that counts something; 0 when there is none, or it is negative.
    func count(_ name: String) -> UInt64 {
        switch self[name] {
        case .integer(let value): UInt64(max(value, 0))
        case .number(let value): UInt64(exactly: value.rounded()) ?? 0
        case .largeNumber(let text): UInt64(text) ?? 0
        default: 0
        }
    }

    /// A member as a small signed number; nil when there is none, or it does not fit.
    func number(_ name: String) -> Int? { self[name]?.integerValue.flatMap { Int(exactly: $0) } }

    /// A member that is yes or no; no when there is none.
    func flag(_ name: String) -> Bool { self[name]?.boolValue ?? false }

    /// The elements of a member; none when there is no list.
    func list(_ name: String) -> [JSONValue] { self[name]?.arrayValue ?? [] }

    /// The texts in a member that is a list.
    func texts(_ name: String) -> [String] { list(name).compactMap(\.stringValue) }

    /// The texts of a member that is an object.
    func dictionary(_ name: String) -> [String: String] {
        let pairs = (self[name]?.objectValue?.members ?? []).compactMap { member in
            member.value.stringValue.map { (member.name, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// A moment; nil when there is none, or it is Go's zero (the year 1).
    func moment(_ name: String) -> Timestamp? {
        Timestamp(text(name)).flatMap { $0.milliseconds > 0 ? $0 : nil }
    }

    /// A document of these texts, in the order of their names.
    init(texts: [String: String]) {
        let members = texts.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key, value: .string($0.value)) }
        self = .object(JSONObject(members: members))
    }
}

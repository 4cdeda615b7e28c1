/// The fields `Link` of an answer (RFC 8288 §3).
enum LinkField {
    private static let maximumLinks = 32

    /// The targets of a relation, in their order, at most 32.
    static func targets(_ relation: String, in values: [String]) -> [String] {
        Array(values.lazy.flatMap { targets(relation, in: $0) }.prefix(maximumLinks))
    }

    private static func targets(_ relation: String, in value: String) -> [String] {
        var found: [String] = []
        var rest = value[...]
        while let start = rest.firstIndex(of: "<") {
            let target = rest[rest.index(after: start)...]
            guard let end = target.firstIndex(of: ">") else { break }
            let parameters = target[target.index(after: end)...]
            let next = parameters.firstIndex(of: "<") ?? parameters.endIndex
            if relations(parameters[..<next]).contains(where: { $0.lowercased() == relation }) {
                found.append(String(target[..<end]))
            }
            rest = parameters[next...]
        }
        return found
    }

    private static func relations(_ parameters: Substring) -> [Substring] {
        for parameter in parameters.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ $0 != " " && $0 != "\t" }).lowercased() == "rel" else { continue }
            return pair[1].split { $0 == " " || $0 == "\"" || $0 == "\t" }
        }
        return []
    }
}

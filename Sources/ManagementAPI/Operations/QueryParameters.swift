internal import ProxyModel

/// The parameters of a query that an operation declares, each at most once.
struct QueryParameters: Sendable {
    private let values: [String: String]

    /// Parses a query; throws a 400 for bad encoding and a 422 for what the operation does not declare.
    init(_ query: Substring?, declared: [OperationParameter]) throws(Problem) {
        var values: [String: String] = [:]
        for part in (query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(pair[0].utf8, plusIsSpace: true),
                let value = PercentEncoding.decode((pair.count == 2 ? pair[1] : "").utf8, plusIsSpace: true)
            else { throw Problem(.malformedRequest, "the query is not percent-encoded UTF-8") }
            guard declared.contains(where: { $0.location == .query && $0.name == name }) else {
                throw Problem(.invalidContent, "there is no query parameter '\(name)' here")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem(.invalidContent, "the query parameter '\(name)' is there twice")
            }
        }
        for parameter in declared where parameter.location == .query {
            let value = values[parameter.name]
            if parameter.isRequired, value == nil || value == "" {
                throw Problem(.invalidContent, "the query parameter '\(parameter.name)' is required")
            }
            if let value, let words = parameter.definition["enum"]?.arrayValue, !words.contains(.string(value)) {
                let list = words.compactMap(\.stringValue).joined(separator: ", ")
                throw Problem(.invalidContent, "the query parameter '\(parameter.name)' is one of \(list)")
            }
        }
        self.values = values
    }

    /// The text of a parameter.
    func text(_ name: String) -> String? { values[name] }

    /// A switch; a name alone switches on.
    ///
    /// Throws a 422 for anything but a boolean.
    func flag(_ name: String, default value: Bool = false) throws(Problem) -> Bool {
        switch values[name]?.lowercased() {
        case nil: value
        case "false", "0", "no": false
        case "true", "1", "yes", "": true
        default: throw Problem(.invalidContent, "the query parameter '\(name)' is true or false")
        }
    }

    /// A number within a range.
    func number(_ name: String, in range: ClosedRange<Int>, default: Int) throws(Problem) -> Int {
        guard let text = values[name] else { return `default` }
        guard let value = Int(text), range.contains(value) else {
            throw Problem(
                .invalidContent,
                "the query parameter '\(name)' is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}

extension HTTPMethod {
    /// The method with this name; `other` when it is none of the listed ones.
    init(name: String) {
        self = Self.allCases.first { $0 != .other && $0.token.description == name } ?? .other
    }
}

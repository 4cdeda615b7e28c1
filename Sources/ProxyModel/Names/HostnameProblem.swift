/// Why a text is not a host name; `description` is fit to be shown to the person who typed it.
package enum HostnameProblem: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong(Int)
    case emptyLabel
    case labelTooLong(String)
    case labelHyphen(String)
    case character(String, label: String)
    case notEncodable(String)
    case notNormal(String, label: String)
    case wildcardNotFirst

    package var description: String {
        switch self {
        case .empty: "the host name is empty"
        case .tooLong(let length): "the host name has \(length) bytes, at most 253 are allowed"
        case .emptyLabel: "the host name has an empty label (two dots in a row, or one at an end)"
        case .labelTooLong(let label): "the label '\(label)' is longer than 63 bytes"
        case .labelHyphen(let label): "the label '\(label)' begins or ends with a hyphen"
        case .character(let character, let label):
            "the label '\(label)' contains '\(character)', which no host name may"
        case .notEncodable(let label): "the label '\(label)' cannot be written as punycode"
        case .notNormal(let character, let label):
            "the label '\(label)' contains '\(character)', which clients write in another form; give the label as punycode"
        case .wildcardNotFirst: "'*' may only be the whole first label, as in '*.example.com'"
        }
    }
}

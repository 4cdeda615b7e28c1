internal import ProxyModel

/// Where a browser goes once its user is signed in.
package enum SignInDestination: Sendable, Equatable {
    /// On with an authorization that is under way.
    case transaction(String)
    case path(ReturnPath)
    /// Nothing (valid) was asked for.
    case account

    private static let longestTransaction = 128

    /// Reads the parameters `transaction` and `return_to`; what is no transaction's identifier and no path of this origin
    /// is ignored.
    package init(_ parameters: OAuthParameters) {
        let transactions = parameters.all("transaction")
        let paths = parameters.all("return_to")
        if transactions.count == 1, Self.isTransaction(transactions[0]) {
            self = .transaction(transactions[0])
        } else if transactions.isEmpty, paths.count == 1, let path = ReturnPath(paths[0]) {
            self = .path(path)
        } else {
            self = .account
        }
    }

    /// The address to redirect to.
    package var location: String {
        switch self {
        case .transaction(let id): "/authorize/continue?transaction=" + PercentEncoding.encode(id)
        case .path(let path): path.text
        case .account: "/account"
        }
    }

    /// The parameters that say so again, for links and forms.
    package var parameters: [(name: String, value: String)] {
        switch self {
        case .transaction(let id): [("transaction", id)]
        case .path(let path): [("return_to", path.text)]
        case .account: []
        }
    }

    /// A path of ours with these parameters.
    func link(_ path: String) -> String {
        let parameters = parameters
        return parameters.isEmpty ? path : path + "?" + OAuthParameters(parameters).encoded
    }

    private static func isTransaction(_ text: String) -> Bool {
        (1...longestTransaction).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

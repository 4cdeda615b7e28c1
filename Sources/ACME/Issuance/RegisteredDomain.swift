internal import ProxyModel

/// The part of a name that authorities count certificates by.
///
/// Without the Public Suffix List it is a guess: two labels, three where the second is one of those that many countries
/// register under (`co.uk`). A wrong guess costs a refusal, or a wait, of the authority's own limit.
enum RegisteredDomain {
    private static let secondLevels: Set<Substring> = ["co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"]

    /// The registered domain of a name or wildcard; an address counts by itself, IPv6 by its /64.
    static func of(_ name: String) -> String {
        if let address = AddressBlock(name) {
            guard address.address.count == 16 else { return name }
            return AddressBlock(name + "/64")?.description ?? name
        }
        let labels = (name.hasPrefix("*.") ? name.dropFirst(2) : name[...]).split(separator: ".")
        guard labels.count > 2, let country = labels.last else { return labels.joined(separator: ".") }
        let isCountry = country.utf8.count == 2 && secondLevels.contains(labels[labels.count - 2])
        return labels.suffix(isCountry ? 3 : 2).joined(separator: ".")
    }
}

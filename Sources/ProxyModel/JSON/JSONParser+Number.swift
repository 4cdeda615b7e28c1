extension JSONParser {
    /// Reads a number by the grammar of RFC 8259 §6; without fraction and exponent it is exact or refused.
    mutating func number() throws(JSONProblem) -> JSONValue {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var magnitude: UInt64 = 0
        var fitsInteger = true
        let firstDigit = position
        while let digit = digit() {
            let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            if overflow || carry { fitsInteger = false }
            magnitude = sum
            position += 1
        }
        guard position > firstDigit else { throw problem(position < bytes.count ? .invalidNumber : .unexpectedEnd) }
        guard position == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw JSONProblem(.invalidNumber, at: firstDigit)
        }
        guard try !fractionAndExponent() else { return try double(from: start) }
        guard fitsInteger else { return try large(from: start) }
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return try large(from: start) }
            return .integer(0 &- Int64(truncatingIfNeeded: magnitude))
        }
        guard let value = Int64(exactly: magnitude) else { return try large(from: start) }
        return .integer(value)
    }

    private func large(from start: Int) throws(JSONProblem) -> JSONValue {
        guard keepsLargeNumbers else { throw JSONProblem(.numberOutOfRange, at: start) }
        return .largeNumber(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Whether a fraction or an exponent was there.
    private mutating func fractionAndExponent() throws(JSONProblem) -> Bool {
        var isReal = false
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isReal = true
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isReal = true
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
        return isReal
    }

    private mutating func digits() throws(JSONProblem) {
        let start = position
        while digit() != nil { position += 1 }
        guard position > start else { throw problem(position < bytes.count ? .invalidNumber : .unexpectedEnd) }
    }

    private func digit() -> UInt8? {
        guard position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") else {
            return nil
        }
        return bytes[position] - UInt8(ascii: "0")
    }

    private func double(from start: Int) throws(JSONProblem) -> JSONValue {
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw JSONProblem(.invalidNumber, at: start)
        }
        guard value.isFinite else { return try large(from: start) }
        return .number(value)
    }
}

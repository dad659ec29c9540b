//! Exponential and logarithm from additions and multiplications alone: the same bits on every host, which the
//! functions of the platform do not promise.

/// The natural logarithm of a positive number; 0 and below give the logarithm of the least positive one.
pub(in crate::classify) fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let mut exponent = f64::from(i32::try_from(bits >> 52 & 0x7FF).unwrap_or(0) - 1023);
    let mut mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    if mantissa > std::f64::consts::SQRT_2 {
        (mantissa, exponent) = (mantissa / 2.0, exponent + 1.0);
    }
    // ln m = 2 artanh s; s is at most 0.172, so that ten terms are exact.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let series = [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0_f64];
    let sum = series.into_iter().fold(0.0, |sum, odd| sum * s * s + 1.0 / odd);
    exponent * std::f64::consts::LN_2 + 2.0 * s * sum
}

/// The factorials from twelve down to zero.
const FACTORIALS: [f64; 13] =
    [479_001_600.0, 39_916_800.0, 3_628_800.0, 362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0];

/// e to the power of a number between -700 and 700; what is outside is taken as the nearer of the two.
pub(super) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    // The nearest whole power of two: half of one more, and what is behind the point cut off.
    let power = (x * std::f64::consts::LOG2_E + 0.5_f64.copysign(x)) as i64;
    let rest = x - power as f64 * std::f64::consts::LN_2;
    // The rest is at most 0.35 in size: Taylor to the twelfth power.
    let sum = FACTORIALS.into_iter().fold(0.0, |sum, factorial| sum * rest + 1.0 / factorial);
    let exponent = 1023 + power;
    sum * f64::from_bits(u64::try_from(exponent).unwrap_or(0) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_platform() {
        for step in -6_900..=6_900_i32 {
            let x = f64::from(step) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-12, "exp {x}");
        }
        for x in [1e-300, 0.001, 0.5, 0.999, 1.0, 1.5, 2.0, 3.0, 10.0, 6_661.5, 1e300_f64] {
            assert!((ln(x) - x.ln()).abs() < 1e-12 * x.ln().abs().max(1.0), "ln {x}");
        }
        assert!(ln(0.0) < -700.0 && ln(-1.0) < -700.0);
        assert!(exp(f64::INFINITY).is_finite() && exp(f64::NEG_INFINITY) > 0.0);
    }
}

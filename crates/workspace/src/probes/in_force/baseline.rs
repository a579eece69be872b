//! How lax a rule may be. Each limit is a published one; where none is, it is what a new workspace
//! starts with, or a round multiple of it that is said here.

/// Days since the last security update: monthly (CIS Controls v8, 7.3 and 7.4).
pub(super) const PATCH_DAYS: u32 = 31;
/// Seconds for which a device's report counts: a week, in which a stolen laptop is missed.
pub(super) const POSTURE_SECONDS: u32 = 7 * 86_400;
/// Bits of the shortest block of public addresses that one organisation's zone may hold: a /16 is
/// the largest block that a registry gives a site (RFC 4632 section 3.3 calls its routes *supernets*
/// beyond that); for IPv6 a /32, what a provider gets.
pub(super) const PUBLIC_V4_PREFIX: u8 = 16;
/// See [`PUBLIC_V4_PREFIX`].
pub(super) const PUBLIC_V6_PREFIX: u8 = 32;
/// Seconds between two zones that one device comes from: what a new workspace starts with. Nobody goes from
/// one network to another and signs in there in less.
pub(super) const HOP_SECONDS: u32 = 60;
/// Bytes that one principal may take out in a day: ten times the default; a report leaves, a
/// database does not.
pub(super) const EGRESS_BYTES: u64 = 100_000_000;
/// Hours that what leaves or goes waits for who is consulted: a working day, so that somebody who sleeps
/// is not taken for silent.
pub(super) const CONSULTED_HOURS: u16 = 8;
/// Predictions for one principal in a minute: ten times the default. Models were extracted with
/// tens of thousands of questions (Tramèr et al., USENIX Security 2016).
pub(super) const PREDICTIONS: u64 = 60_000;
/// Days between two reviews of access to what is confidential or restricted: twice a year
/// (PCI DSS 4.0, 7.2.4).
pub(super) const SENSITIVE_REVIEW_DAYS: u16 = 184;
/// Days between two reviews of any other access: once a year (ISO/IEC 27002:2022, 5.18).
pub(super) const REVIEW_DAYS: u16 = 366;
/// Days after which overdue access to what is confidential or restricted may be left as it was: a
/// second review was missed by then, at the rarest cadence that this baseline lets be.
pub(super) const NARROWED_DAYS: u16 = SENSITIVE_REVIEW_DAYS;
/// How old the newest recovery point may be: a week (CIS Controls v8, 11.2).
pub(super) const RPO_SECONDS: i64 = 7 * 86_400;
/// Days that a key may be used: the shorter cryptoperiod of the kinds that there are (NIST SP 800-57
/// part 1, table 1: two years).
pub(super) const KEY_DAYS: u32 = crate::config::KEY_DAYS;

"""Tables of the shapes that public collections have, made here: no row is anybody's. Arguments: the folder that
they are written into, and a seed, by which each comes in another form. Prints a line of JSON for each: file, label, and what is said to read it.

Each has a label that its other columns tell something of, and habits of its own: codes for numbers, cities
that are called like their region, remarks, flags, dates, units, names in other languages."""
import csv
import datetime
import json
import pathlib
import sys

import numpy as np
import pandas as pd
import sklearn.datasets

FIRST = "Ada Ben Cleo Dario Ewa Finn Greta Hugo Ines Jonas Kira Liam Mona Nils Olga Paul Rosa Sven Tara Udo".split()
LAST = "Abel Brandt Costa Duval Eriksen Fabre Grant Hahn Ito Jansen Kowal Lopez Moreau Novak Olsen Petit Quast Rossi".split()
CITIES = ["Bremen", "Hamburg", "Berlin", "Lyon", "Oslo", "Porto", "Gent", "Basel", "Graz", "Utrecht"]
WORDS = "late package broken screen refund asked friendly staff waiting again order arrived quickly noise driver".split()


class Maker:
    """Columns of `rows` rows, and a hidden score that the label follows."""

    def __init__(self, seed: int, rows: int):
        self.random, self.rows = np.random.default_rng(seed), rows
        self.score = np.zeros(rows)

    def normal(self, mean, deviation, weight=0.0, decimals=2):
        z = self.random.standard_normal(self.rows)
        self.score += weight * z
        values = np.round(mean + deviation * z, decimals)
        return values.astype(int) if decimals == 0 else values

    def skewed(self, middle, weight=0.0, decimals=2, spread=0.8):
        z = self.random.standard_normal(self.rows)
        self.score += weight * z
        return np.round(middle * np.exp(spread * z), decimals)

    def count(self, mean, weight=0.0):
        values = self.random.poisson(mean, self.rows)
        self.score += weight * (values - mean) / max(mean, 1) ** 0.5
        return values

    def pick(self, values, weight=0.0, shares=None):
        at = self.random.choice(len(values), self.rows, p=shares)
        effects = np.linspace(-1, 1, len(values))
        self.score += weight * effects[at]
        return np.array(values, dtype=object)[at]

    def flag(self, share, weight=0.0, words=("no", "yes")):
        at = (self.random.random(self.rows) < share).astype(int)
        self.score += weight * (at - share)
        return np.array(words, dtype=object)[at]

    def day(self, first="2021-01-01", days=900, form="%Y-%m-%d"):
        start = datetime.date.fromisoformat(first)
        at = self.random.integers(0, days, self.rows)
        return [(start + datetime.timedelta(days=int(d))).strftime(form) for d in at]

    def moment(self, first="2023-01-01", minutes=500_000, form="%Y-%m-%d %H:%M:%S"):
        start = datetime.datetime.fromisoformat(first)
        return [(start + datetime.timedelta(minutes=int(m))).strftime(form) for m in self.random.integers(0, minutes, self.rows)]

    def person(self):
        return [f"{FIRST[a]} {LAST[b]}" for a, b in zip(self.random.integers(0, len(FIRST), self.rows), self.random.integers(0, len(LAST), self.rows))]

    def sentence(self, words=9):
        return [" ".join(self.random.choice(WORDS, words)).capitalize() + "." for _ in range(self.rows)]

    def holes(self, values, share):
        values = np.array(values, dtype=object)
        values[self.random.random(self.rows) < share] = None
        return values

    def label(self, classes=("no", "yes"), noise=0.5, shares=None):
        score = self.score + noise * self.random.standard_normal(self.rows)
        shares = np.cumsum(shares if shares is not None else [1 / len(classes)] * len(classes))[:-1]
        at = np.searchsorted(np.quantile(score, shares), score)
        return np.array(classes, dtype=object)[at]


def passengers(m):
    return dict(PassengerId=np.arange(1, m.rows + 1), Pclass=m.pick([1, 2, 3], -1.2), Name=[f"{b}, Mr. {a}" for a, b in (n.split() for n in m.person())],
                Sex=m.pick(["male", "female"], 1.5), Age=m.holes(np.abs(m.normal(30, 14, -0.3, 0)), 0.2), SibSp=m.count(0.5), Parch=m.count(0.4),
                Ticket=[f"A/{m.random.integers(1, 9)} {m.random.integers(1000, 99999)}" for _ in range(m.rows)], Fare=m.skewed(14, 0.5, 4),
                Cabin=m.holes([f"C{m.random.integers(1, 130)}" for _ in range(m.rows)], 0.7), Embarked=m.pick(["S", "C", "Q"]), Survived=m.label((0, 1)))


def churn(m):
    return dict(customerID=[f"{m.random.integers(1000, 9999)}-{''.join(m.random.choice(list('ABCDEFGHJK'), 5))}" for _ in range(m.rows)], gender=m.pick(["Female", "Male"]),
                SeniorCitizen=m.pick([0, 1], 0.2, [0.84, 0.16]), Partner=m.flag(0.5, -0.2, ("No", "Yes")), tenure=m.count(32, -1.0),
                Contract=m.pick(["Two year", "One year", "Month-to-month"], 1.2), PaymentMethod=m.pick(["Electronic check", "Mailed check", "Bank transfer (automatic)", "Credit card (automatic)"]),
                MonthlyCharges=m.normal(65, 25, 0.5), TotalCharges=m.holes(m.skewed(1400), 0.02), Churn=m.label(("No", "Yes"), shares=[0.73, 0.27]))


def bank(m):
    return dict(age=np.clip(m.normal(41, 11, 0.1, 0), 18, 95), job=m.pick(["admin.", "blue-collar", "technician", "services", "management", "retired", "student", "unknown"], 0.4),
                marital=m.pick(["single", "married", "divorced"]), education=m.pick(["primary", "secondary", "tertiary", "unknown"], 0.3), default=m.flag(0.02), balance=m.normal(1360, 3000, 0.3, 0),
                housing=m.flag(0.55, -0.4), loan=m.flag(0.16, -0.4), contact=m.pick(["cellular", "telephone", "unknown"]), day=m.random.integers(1, 32, m.rows),
                month=m.pick(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]), duration=m.skewed(180, 1.5, 0), campaign=m.count(2), pdays=m.pick([-1, 91, 182, 364]), y=m.label(shares=[0.8, 0.2]))


def mushrooms(m):
    letters = {"cap-shape": "bcxfks", "cap-surface": "fgys", "cap-color": "nbcgrpuewy", "bruises": "tf", "gill-attachment": "af", "gill-spacing": "cw", "gill-size": "bn", "stalk-shape": "et", "veil-type": "p", "ring-number": "not", "population": "acnsvy", "habitat": "glmpuwd"}
    table = {name: m.pick(list(of), 0.7) for name, of in letters.items()}
    return {"class": m.label(("e", "p")), "odor": m.pick(list("alcyfmnps"), 2.0), **table}


def diabetes(m):
    return dict(Pregnancies=m.count(3.8, 0.3), Glucose=m.normal(121, 31, 1.2, 0), BloodPressure=m.normal(69, 19, 0.0, 0), SkinThickness=m.pick([0, 20, 23, 32, 41]), Insulin=m.skewed(80, 0.3, 0),
                BMI=m.normal(32, 7.8, 0.6, 1), DiabetesPedigreeFunction=m.skewed(0.4, 0.2, 3), Age=m.count(33, 0.4), Outcome=m.label((0, 1), shares=[0.65, 0.35]))


def heart(m):
    return dict(age=m.count(54, 0.3), sex=m.pick([0, 1], 0.5), cp=m.pick([0, 1, 2, 3], -0.8), trestbps=m.normal(131, 17, 0.2, 0), chol=m.normal(246, 51, 0.1, 0), fbs=m.pick([0, 1]), restecg=m.pick([0, 1, 2]),
                thalach=m.normal(149, 22, -0.8, 0), exang=m.pick([0, 1], 0.6), oldpeak=np.abs(m.normal(1, 1.1, 0.5, 1)), slope=m.pick([0, 1, 2]), ca=m.pick([0, 1, 2, 3], 0.8), thal=m.pick([1, 2, 3]), target=m.label((0, 1)))


def stroke(m):
    return dict(id=m.random.permutation(m.rows) + 10_000, gender=m.pick(["Male", "Female", "Other"], 0, [0.45, 0.54, 0.01]), age=np.round(np.abs(m.normal(43, 22, 1.5)), 2), hypertension=m.pick([0, 1], 0.5, [0.9, 0.1]),
                ever_married=m.flag(0.65, 0.2, ("No", "Yes")), work_type=m.pick(["Private", "Self-employed", "Govt_job", "children"]), Residence_type=m.pick(["Urban", "Rural"]), avg_glucose_level=m.normal(106, 45, 0.5),
                bmi=m.holes(m.normal(28.9, 7.8, 0.2, 1).astype(object), 0.04), smoking_status=m.pick(["formerly smoked", "never smoked", "smokes", "Unknown"], 0.2), stroke=m.label((0, 1), shares=[0.85, 0.15]))


def attrition(m):
    return dict(EmployeeNumber=np.arange(m.rows) + 1, Age=m.count(37, -0.3), BusinessTravel=m.pick(["Non-Travel", "Travel_Rarely", "Travel_Frequently"], 0.5), DailyRate=m.random.integers(102, 1500, m.rows),
                Department=m.pick(["Sales", "Research & Development", "Human Resources"]), DistanceFromHome=m.count(9, 0.3), Education=m.pick([1, 2, 3, 4, 5]), Gender=m.pick(["Male", "Female"]), JobSatisfaction=m.pick([4, 3, 2, 1], 0.6),
                MonthlyIncome=m.skewed(5200, -0.8, 0), OverTime=m.flag(0.3, 1.0, ("No", "Yes")), Over18=["Y"] * m.rows, StandardHours=[80] * m.rows, YearsAtCompany=m.count(7, -0.5), Attrition=m.label(("No", "Yes"), shares=[0.8, 0.2]))


def houses(m):
    city = m.pick(CITIES, 0.6)
    return dict(Id=np.arange(m.rows) + 1, city=city, region=["Bremen" if c == "Bremen" else "Hamburg" if c == "Hamburg" else "South" for c in city], street=[f"{m.random.choice(LAST)}str. {m.random.integers(1, 99)}" for _ in range(m.rows)],
                LotArea=m.skewed(9500, 0.5, 0), YearBuilt=m.random.integers(1900, 2023, m.rows), Rooms=m.count(4, 0.5), Garage=m.pick(["none", "attached", "detached"], 0.4), lat=m.normal(53, 0.1, 0, 6), lon=m.normal(8.8, 0.1, 0, 6), price_band=m.label(("low", "middle", "high")))


def credit(m):
    table = dict(ID=np.arange(m.rows) + 1, LIMIT_BAL=m.random.integers(1, 80, m.rows) * 10000, SEX=m.pick([1, 2]), EDUCATION=m.pick([1, 2, 3, 4]), MARRIAGE=m.pick([1, 2, 3]), AGE=m.count(35))
    for month in range(1, 7):
        table[f"PAY_{month}"] = m.pick([-2, -1, 0, 1, 2], 0.5)
        table[f"BILL_AMT{month}"] = m.skewed(30000, 0.0, 0)
        table[f"PAY_AMT{month}"] = m.skewed(2500, -0.2, 0)
    return {**table, "default payment next month": m.label((0, 1), shares=[0.75, 0.25])}


def flights(m):
    return dict(FL_DATE=m.day(form="%m/%d/%Y"), OP_CARRIER=m.pick(["AA", "DL", "UA", "WN", "B6"], 0.4), TAIL_NUM=[f"N{m.random.integers(100, 999)}{m.random.choice(list('ABCD'))}W" for _ in range(m.rows)], ORIGIN=m.pick(["JFK", "LAX", "ORD", "ATL", "DFW"]), DEST=m.pick(["SFO", "SEA", "BOS", "MIA", "DEN"]),
                CRS_DEP_TIME=[f"{m.random.integers(0, 24):02}{m.random.integers(0, 60):02}" for _ in range(m.rows)], DISTANCE=m.random.integers(80, 2800, m.rows), TAXI_OUT=m.count(16, 0.8), WEATHER_DELAY=m.holes(m.count(3, 0.6), 0.5), DELAYED=m.label((0, 1)))


def taxi(m):
    return dict(VendorID=m.pick([1, 2]), tpep_pickup_datetime=m.moment(), tpep_dropoff_datetime=m.moment(), passenger_count=m.count(1.4), trip_distance=m.skewed(2.1, 1.0), PULocationID=m.random.integers(1, 264, m.rows), DOLocationID=m.random.integers(1, 264, m.rows), payment_type=m.pick([1, 2, 3, 4], -0.6),
                fare_amount=m.skewed(11, 0.6), extra=m.pick([0, 0.5, 1.0]), tip_amount=m.skewed(1.5), tolls_amount=m.pick([0, 6.12], 0, [0.95, 0.05]), tipped=m.label(("0", "1")))


def wines(m):
    names = ["fixed acidity", "volatile acidity", "citric acid", "residual sugar", "chlorides", "free sulfur dioxide", "density", "pH", "sulphates", "alcohol"]
    return {**{name: np.abs(m.normal(5, 1.5, 0.4, 3)) for name in names}, "quality": m.label((3, 4, 5, 6, 7, 8), shares=[0.02, 0.06, 0.4, 0.37, 0.12, 0.03])}


def shells(m):
    return dict(Sex=m.pick(["M", "F", "I"], 0.6), Length=np.abs(m.normal(0.52, 0.12, 0.5, 3)), Diameter=np.abs(m.normal(0.4, 0.1, 0.5, 3)), Height=np.abs(m.normal(0.14, 0.04, 0.3, 3)), Whole_weight=m.skewed(0.8, 0.4, 4), Rings=m.label(("young", "grown", "old")))


def cars(m):
    return dict(buying=m.pick(["low", "med", "high", "vhigh"], -0.9), maint=m.pick(["low", "med", "high", "vhigh"], -0.9), doors=m.pick(["2", "3", "4", "5more"]), persons=m.pick(["2", "4", "more"], 1.4), lug_boot=m.pick(["small", "med", "big"], 0.4), safety=m.pick(["low", "med", "high"], 1.5), **{"class": m.label(("unacc", "acc", "good", "vgood"), shares=[0.7, 0.2, 0.05, 0.05])})


def shoppers(m):
    return dict(Administrative=m.count(2), Administrative_Duration=m.skewed(40), ProductRelated=m.count(31, 0.4), BounceRates=np.abs(m.normal(0.02, 0.02, -0.6, 6)), ExitRates=np.abs(m.normal(0.04, 0.03, -0.6, 6)), PageValues=m.skewed(2, 1.2, 4), SpecialDay=m.pick([0.0, 0.2, 0.4, 0.6]), Month=m.pick(["Feb", "Mar", "May", "Nov", "Dec"]), OperatingSystems=m.pick([1, 2, 3]), Browser=m.pick([1, 2, 4, 5]), Region=m.pick(list(range(1, 10))), VisitorType=m.pick(["Returning_Visitor", "New_Visitor", "Other"]), Weekend=m.pick([True, False]), Revenue=m.label((False, True), shares=[0.8, 0.2]))


def hotel(m):
    return dict(hotel=m.pick(["Resort Hotel", "City Hotel"]), lead_time=m.skewed(60, 1.0, 0), arrival_date_year=m.pick([2015, 2016, 2017]), arrival_date_month=m.pick(["January", "March", "July", "August"]), meal=m.pick(["BB", "HB", "SC"]), country=m.pick(["PRT", "GBR", "FRA", "ESP", "DEU"], 0.5), market_segment=m.pick(["Online TA", "Offline TA/TO", "Direct"]), deposit_type=m.pick(["No Deposit", "Refundable", "Non Refund"], 1.2), agent=m.holes(m.random.integers(1, 500, m.rows), 0.15), adr=np.abs(m.normal(100, 40, 0.2)), name=m.person(), email=[f"{n.lower().replace(' ', '.')}{i}@mail.example" for i, n in enumerate(m.person())], credit_card=[f"************{m.random.integers(1000, 9999)}" for _ in range(m.rows)], reservation_status_date=m.day(), is_canceled=m.label((0, 1)))


def air(m):
    return {"Date": m.day(form="%d/%m/%Y"), "Time": [f"{m.random.integers(0, 24):02}.00.00" for _ in range(m.rows)], "CO(GT)": [f"{v:.1f}".replace(".", ",") for v in m.skewed(2, 0.7, 1)], "PT08.S1(CO)": m.normal(1100, 200, 0.5, 0), "NOx(GT)": m.skewed(240, 0.3, 0), "T": [f"{v:.1f}".replace(".", ",") for v in m.normal(18, 8, 0.2, 1)], "RH": [f"{v:.1f}".replace(".", ",") for v in np.abs(m.normal(49, 17, 0, 1))], "AH": [f"{v:.4f}".replace(".", ",") for v in np.abs(m.normal(1, 0.4, 0.1, 4))], "alarm": m.label(("aus", "an"))}


def pupils(m):
    return dict(school=m.pick(["GP", "MS"]), sex=m.pick(["F", "M"]), age=m.random.integers(15, 23, m.rows), address=m.pick(["U", "R"]), famsize=m.pick(["GT3", "LE3"]), Mjob=m.pick(["teacher", "health", "services", "at_home", "other"]), studytime=m.pick([1, 2, 3, 4], 0.5), failures=m.pick([0, 1, 2, 3], -1.0, [0.8, 0.1, 0.06, 0.04]), romantic=m.flag(0.3), health=m.pick([1, 2, 3, 4, 5]), absences=m.count(5, -0.3), G1=m.count(11, 1.0), G2=m.count(11, 1.0), passed=m.label(("F", "T")))


def visits(m):
    return dict(PatientId=[f"{m.random.integers(10**12, 10**14)}" for _ in range(m.rows)], AppointmentID=m.random.permutation(m.rows) + 5_000_000, Gender=m.pick(["F", "M"]), ScheduledDay=m.moment(form="%Y-%m-%dT%H:%M:%SZ"), AppointmentDay=m.moment(form="%Y-%m-%dT00:00:00Z"), Age=m.count(37, -0.4), Neighbourhood=m.pick(["CENTRO", "JARDIM", "ITAPUA", "MARIA ORTIZ"]), Scholarship=m.pick([0, 1]), Hipertension=m.pick([0, 1]), Diabetes=m.pick([0, 1]), Alcoholism=m.pick([0, 1]), Handcap=m.pick([0, 1, 2]), SMS_received=m.pick([0, 1], 0.9), **{"No-show": m.label(("No", "Yes"), shares=[0.75, 0.25])})


def bikes(m):
    return dict(instant=np.arange(m.rows) + 1, dteday=m.day(), season=m.pick([1, 2, 3, 4], 0.6), yr=m.pick([0, 1], 0.6), hr=m.random.integers(0, 24, m.rows), holiday=m.pick([0, 1]), weathersit=m.pick([3, 2, 1], 0.7), temp=np.abs(m.normal(0.5, 0.2, 1.0, 4)), hum=np.abs(m.normal(0.6, 0.15, -0.3, 4)), windspeed=np.abs(m.normal(0.2, 0.1, 0, 4)), demand=m.label(("low", "mid", "high")))


def sensors(m):
    return {"timestamp": m.moment(form="%Y-%m-%dT%H:%M:%S.000Z"), "device_id": [f"dev-{m.random.integers(0, 40):03}" for _ in range(m.rows)], "mac": [":".join(f"{b:02x}" for b in m.random.integers(0, 256, 6)) for _ in range(m.rows)], "ip": [f"10.{m.random.integers(0, 256)}.{m.random.integers(0, 256)}.{m.random.integers(1, 255)}" for _ in range(m.rows)], "Air temperature [K]": m.normal(300, 2, 0.5, 1), "Torque [Nm]": m.normal(40, 10, 0.8, 1), "Tool wear [min]": m.random.integers(0, 250, m.rows), "firmware": m.pick(["1.0.3", "1.1.0", "2.0.0-rc1"]), "Machine failure": m.label((0, 1), shares=[0.8, 0.2])}


def letters(m):
    return {"lettr": m.label(list("ABCDEFGH")), **{f"x{i}": m.random.integers(0, 16, m.rows) for i in range(8)}, **{f"y{i}": m.normal(8, 3, 1.0, 0) for i in range(4)}}


def tickets(m):
    return dict(ticket=[f"INC{m.random.integers(10**6, 10**7)}" for _ in range(m.rows)], opened_by=m.person(), opened_at=m.moment(form="%d.%m.%Y %H:%M"), category=m.pick(["network", "hardware", "software", "access"], 0.8), comments=m.sentence(14), description=m.sentence(6), assignee_mail=[f"agent{m.random.integers(1, 30)}@desk.example" for _ in range(m.rows)], reopen_count=m.count(0.5, 1.0), minutes=m.skewed(90, 0.6, 0), priority=m.label(("P1", "P2", "P3")))


def reviews(m):
    return dict(reviewer=[f"user_{m.random.integers(1, 10**6)}" for _ in range(m.rows)], product=[f"B0{m.random.integers(10**7, 10**8)}" for _ in range(m.rows)], helpful=m.count(3, 0.8), length=m.count(60, 0.8), summary=m.sentence(3), review=m.sentence(20), stars=m.label((1, 2, 3, 4, 5)))


def german(m):
    return {"Kundennummer": [f"K{n:07}" for n in m.random.permutation(m.rows)], "Geschlecht": m.pick(["männlich", "weiblich", "divers"], 0, [0.49, 0.49, 0.02]), "Geburtsdatum": m.day("1950-01-01", 18000, "%d.%m.%Y"), "PLZ": [f"{m.random.integers(1067, 99998):05}" for _ in range(m.rows)], "Ort": m.pick(CITIES), "Bundesland": m.pick(["Bremen", "Hamburg", "Berlin", "Bayern"]), "Umsatz (€)": [f"{v:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".") for v in m.skewed(2400, 0.9)], "Straße": [f"{m.random.choice(LAST)}weg {m.random.integers(1, 99)}" for _ in range(m.rows)], "Kündigung": m.label(("nein", "ja"))}


def japanese(m):
    return {"氏名": m.pick(["佐藤 花子", "鈴木 太郎", "高橋 健", "田中 実"]), "年齢": m.count(40, 0.5), "都道府県": m.pick(["東京都", "大阪府", "北海道"], 0.4), "購入額": m.skewed(5000, 0.9, 0), "会員": m.pick(["はい", "いいえ"], 0.4), "継続": m.label(("無", "有"))}


def french(m):
    return {"identifiant": np.arange(m.rows), "département": m.pick(["01", "2A", "75", "13", "974"]), "catégorie": m.pick(["élève", "salarié", "retraité"], 0.7), "revenu": [f"{v:.2f}".replace(".", ",") for v in m.skewed(1800, 0.8)], "nb enfants": m.count(1.3, -0.3), "accordé": m.label(("non", "oui"))}


def genes(m):
    return {"sample": [f"GSM{n + 400000}" for n in range(m.rows)], **{f"gene_{i}": m.normal(6, 2, 0.3 if i < 30 else 0.0, 4) for i in range(200)}, "tissue": m.label(("tumour", "normal"))}


def orders(m):
    return dict(o_orderkey=np.arange(m.rows) * 4 + 1, o_custkey=m.random.integers(1, 15000, m.rows), o_orderstatus=m.pick(["O", "F", "P"]), o_totalprice=m.skewed(140000, 0.8), o_orderdate=m.day("1992-01-01", 2400), o_clerk=[f"Clerk#{m.random.integers(1, 1000):09}" for _ in range(m.rows)], o_shippriority=[0] * m.rows, o_comment=m.sentence(7), o_orderpriority=m.label(("1-URGENT", "3-MEDIUM", "5-LOW")))


def players(m):
    return dict(short_name=[f"{a[0]}. {b}" for a, b in (n.split() for n in m.person())], nationality=m.pick(["France", "Brazil", "Japan", "Ghana"]), club=m.pick(["FC Bremen", "Real Porto", "Oslo IF"]), height_cm=m.normal(181, 7, 0.2, 0), weight_kg=m.normal(75, 7, 0, 0), overall=m.normal(66, 7, 1.0, 0), value_eur=m.skewed(600000, 0.4, 0), preferred_foot=m.pick(["Left", "Right"]), team_position=m.pick(["GK", "CB", "ST", "SUB"]), wage_band=m.label(("A", "B", "C")))


def urls(m):
    return dict(url=[f"http://site{m.random.integers(1, 9999)}.example/{m.random.choice(WORDS)}?q={m.random.integers(1, 999)}" for _ in range(m.rows)], length_url=m.count(60, 0.6), nb_dots=m.count(2, 0.5), nb_hyphens=m.count(1, 0.5), https_token=m.pick([0, 1], 0.6), ratio_digits=np.abs(m.normal(0.05, 0.05, 0.6, 6)), google_index=m.pick([0, 1], 0.8), status=m.label(("legitimate", "phishing")))


def insurance(m):
    return dict(policy_number=m.random.integers(10**8, 10**9, m.rows), insured_zip=[f"{m.random.integers(430000, 620000)}" for _ in range(m.rows)], policy_bind_date=m.day(), insured_sex=m.pick(["MALE", "FEMALE"]), insured_hobbies=m.pick(["chess", "golf", "reading", "camping"], 0.8), incident_severity=m.pick(["Trivial Damage", "Minor Damage", "Major Damage", "Total Loss"], 1.2), incident_location=[f"{m.random.integers(1000, 9999)} {m.random.choice(LAST)} Ave" for _ in range(m.rows)], total_claim_amount=m.skewed(50000, 0.4, 0), auto_year=m.random.integers(1995, 2016, m.rows), _c39=[None] * m.rows, fraud_reported=m.label(("N", "Y"), shares=[0.75, 0.25]))


def power(m):
    return {"Date": m.day(form="%d/%m/%Y"), "Global_active_power": m.holes(m.skewed(1.0, 0.8, 3), 0.02), "Voltage": m.normal(240, 3, -0.4), "Global_intensity": m.skewed(4, 0.6, 1), "Sub_metering_1": m.count(1), "Sub_metering_3": m.count(6, 0.4), "peak": m.label(("off", "on"))}


def census(m):
    return {"age": np.clip(m.normal(38, 13, 0.5, 0), 17, 90), "workclass": m.holes(m.pick(["Private", "Self-emp-not-inc", "Local-gov", "State-gov"]), 0.06), "fnlwgt": m.random.integers(12285, 1484705, m.rows), "education": m.pick(["11th", "HS-grad", "Some-college", "Bachelors", "Masters"], 1.0), "marital-status": m.pick(["Never-married", "Divorced", "Married-civ-spouse"], 0.9), "race": m.pick(["White", "Black", "Asian-Pac-Islander", "Other"]), "capital-gain": m.pick([0, 5178, 7688, 15024], 0.8, [0.92, 0.04, 0.02, 0.02]), "hours-per-week": m.normal(40, 12, 0.4, 0), "native-country": m.pick(["United-States", "Mexico", "?", "Germany"]), "income": m.label(("<=50K", ">50K"), shares=[0.76, 0.24])}


def loans(m):
    return dict(id=[f"{m.random.integers(10**6, 10**8)}" for _ in range(m.rows)], loan_amnt=m.random.integers(5, 350, m.rows) * 100, term=m.pick([" 36 months", " 60 months"], 0.6), int_rate=[f"{v:.2f}%" for v in np.abs(m.normal(13, 4, 1.0))], grade=m.pick(list("ABCDEFG"), 0.9), emp_title=m.pick(["Teacher", "Nurse", "Driver", "Manager", "owner"]), emp_length=m.pick(["< 1 year", "1 year", "5 years", "10+ years"]), annual_inc=m.skewed(65000, -0.6), issue_d=m.day(form="%b-%Y"), zip_code=[f"{m.random.integers(100, 999)}xx" for _ in range(m.rows)], addr_state=m.pick(["CA", "NY", "TX", "FL"]), dti=np.abs(m.normal(18, 8, 0.5)), earliest_cr_line=m.day("1985-01-01", 9000, "%b-%Y"), revol_util=[f"{v:.1f}%" for v in np.abs(m.normal(50, 24, 0.3, 1))], title=m.pick(["Debt consolidation", "Credit card refinancing", "Other"]), loan_status=m.label(("Fully Paid", "Charged Off"), shares=[0.78, 0.22]))


def votes(m):
    issues = ["handicapped-infants", "water-project", "budget", "physician-fee", "aid", "religious-groups", "satellite", "missile", "immigration", "synfuels", "education", "crime"]
    return {"Class Name": m.label(("democrat", "republican")), **{issue: m.pick(["y", "n", "?"], 0.9, [0.48, 0.46, 0.06]) for issue in issues}}


def spam(m):
    return {**{f"word_freq_{w}": np.maximum(0, m.normal(0.1, 0.4, 0.5)) for w in ["make", "address", "all", "our", "free", "credit", "money", "hp", "george", "650"]}, "capital_run_length_total": m.skewed(95, 0.8, 0), "class": m.label((0, 1), shares=[0.6, 0.4])}


def movies(m):
    return dict(movie_title=[f"The {m.random.choice(WORDS)} {m.random.choice(WORDS)}" for _ in range(m.rows)], director_name=m.person(), duration=m.count(107, 0.5), gross=m.holes(m.skewed(2e7, 0.9, 0), 0.15), genres=m.pick(["Action|Thriller", "Comedy", "Drama|Romance"], 0.4), content_rating=m.pick(["PG-13", "R", "G"]), title_year=m.random.integers(1960, 2017, m.rows), budget=m.skewed(2e7, 0, 0), good=m.label((False, True)))


MADE = [passengers, churn, bank, mushrooms, diabetes, heart, stroke, attrition, houses, credit, flights, taxi, wines, shells, cars, shoppers, hotel, air, pupils, visits, bikes, sensors, letters, tickets, reviews, german, japanese, french, genes, orders, players, urls, insurance, power, census, loans, votes, spam, movies]
ROWS = {"genes": 600, "japanese": 800, "votes": 700, "letters": 2400, "diabetes": 768, "heart": 900}


def forms(name, at, frame, label, folder):
    """Writes `frame` in one of the forms that tables come in."""
    extra = []
    if name == "air":
        path = folder / f"{name}.csv"
        frame.to_csv(path, sep=";", index=False)
    elif name in ("german", "french"):
        path = folder / f"{name}.csv"
        frame.to_csv(path, sep=";", index=False, encoding="windows-1252" if name == "german" else "utf-8-sig")
        extra = ["--encoding", "windows-1252"] if name == "german" else []
    elif at % 7 == 1:
        path = folder / f"{name}.parquet"
        frame.convert_dtypes().to_parquet(path)
    elif at % 7 == 2:
        path = folder / f"{name}.tsv"
        frame.to_csv(path, sep="\t", index=False)
    elif at % 7 == 3:
        path = folder / f"{name}.csv.gz"
        frame.to_csv(path, index=False, quoting=csv.QUOTE_NONNUMERIC)
    elif at % 7 == 4:
        path = folder / f"{name}.jsonl"
        frame.to_json(path, orient="records", lines=True, force_ascii=False)
    else:
        path = folder / f"{name}.csv"
        frame.to_csv(path, index=False, lineterminator="\r\n" if at % 2 else "\n")
    return dict(name=name, file=str(path), label=label, arguments=extra)


LABELS = dict(passengers="Survived", churn="Churn", bank="y", mushrooms="class", diabetes="Outcome", heart="target", stroke="stroke", attrition="Attrition", houses="price_band", credit="default payment next month", flights="DELAYED", taxi="tipped", wines="quality", shells="Rings", cars="class", shoppers="Revenue", hotel="is_canceled", air="alarm", pupils="passed", visits="No-show", bikes="demand", sensors="Machine failure", letters="lettr", tickets="priority", reviews="stars", german="Kündigung", japanese="継続", french="accordé", genes="tissue", orders="o_orderpriority", players="wage_band", urls="status", insurance="fraud_reported", power="peak", census="income", loans="loan_status", votes="Class Name", spam="class", movies="good")


def main(folder, seed):
    folder.mkdir(parents=True, exist_ok=True)
    for at, make in enumerate(MADE):
        maker = Maker(at + 1, ROWS.get(make.__name__, 1500))
        table = make(maker)
        # The label is asked for last, but where it stands first: what comes after must count, too.
        label = LABELS[make.__name__]
        if next(iter(table)) == label:
            again = Maker(at + 1, maker.rows)
            again.score = maker.score
            table[label] = again.label(sorted(set(table[label]), key=str))
        print(json.dumps(forms(make.__name__, at + seed, pd.DataFrame(table), label, folder)), flush=True)
    # Four that scikit-learn brings along.
    for name in ["iris", "wine", "breast_cancer", "digits"]:
        frame = getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame
        path = folder / f"{name}.csv"
        frame.to_csv(path, index=False)
        print(json.dumps(dict(name=name, file=str(path), label="target", arguments=[])), flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))

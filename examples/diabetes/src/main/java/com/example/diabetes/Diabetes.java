package com.example.diabetes;

import dev.heddle.model.Doc;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Properties;
import java.util.stream.Stream;

@Doc("How far a patient's diabetes will have progressed in a year, from ten baseline measurements.")
public final class Diabetes implements ModelFunction<Diabetes.Patient, Diabetes.Prognosis> {
    /** What is measured at the first visit. */
    public record Patient(
            @Doc("Years") double age,
            @Doc("1 or 2, as the study coded it") double sex,
            @Doc("Kilograms per square metre") double bodyMassIndex,
            @Doc("Average, in mmHg") double bloodPressure,
            @Doc("mg/dl") double totalCholesterol,
            @Doc("mg/dl") double lowDensityLipoproteins,
            @Doc("mg/dl") double highDensityLipoproteins,
            @Doc("Total cholesterol over high-density lipoproteins") double cholesterolRatio,
            @Doc("Natural logarithm of triglycerides in mg/dl") double logTriglycerides,
            @Doc("mg/dl") double bloodSugar) {
        /** What cannot be is refused, and the caller is told so. */
        public Patient {
            if (age < 0 || age > 130) {
                throw new IllegalArgumentException("age is " + age + ", expected 0 to 130");
            }
        }
    }

    /** What is foretold. */
    public record Prognosis(
            @Doc("The study's measure, from 25 to 346 in its patients") double progression,
            @Doc("Whether it is above the parameter 'threshold'") boolean high) {}

    private double[] weights;
    private double intercept;
    private double threshold;

    @Override
    public void load(ModelContext context) throws IOException {
        threshold = context.parameters().number("threshold", 200);
        Properties fitted = new Properties();
        try (Reader reader = Files.newBufferedReader(context.artifact("weights"))) {
            fitted.load(reader);
        }
        intercept = Double.parseDouble(fitted.getProperty("intercept"));
        weights =
                Stream.of(Patient.class.getRecordComponents())
                        .mapToDouble(field -> Double.parseDouble(fitted.getProperty(field.getName())))
                        .toArray();
    }

    @Override
    public Prognosis predict(ModelContext context, Patient patient) {
        double progression =
                intercept
                        + weights[0] * patient.age()
                        + weights[1] * patient.sex()
                        + weights[2] * patient.bodyMassIndex()
                        + weights[3] * patient.bloodPressure()
                        + weights[4] * patient.totalCholesterol()
                        + weights[5] * patient.lowDensityLipoproteins()
                        + weights[6] * patient.highDensityLipoproteins()
                        + weights[7] * patient.cholesterolRatio()
                        + weights[8] * patient.logTriglycerides()
                        + weights[9] * patient.bloodSugar();
        return new Prognosis(progression, progression > threshold);
    }
}
